"""Identifies the work in a file: its metadata and its citation key."""
