"""The index: passages, and where they are stored."""
