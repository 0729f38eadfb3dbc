"""What calls can do: contacts, cards, legs, messages that come in."""
