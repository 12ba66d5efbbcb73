"""The command `debate`."""
