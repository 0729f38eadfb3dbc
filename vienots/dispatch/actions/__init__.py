"""What dispatch can do: propose, send, follow, close, refer; one action is one transaction."""
