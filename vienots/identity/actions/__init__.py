"""What identity can do: sign in and out, people, system clients."""
