"""What the commands do: read, check, compute, write."""
