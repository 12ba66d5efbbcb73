"""The work that a file holds: its metadata and its key."""
