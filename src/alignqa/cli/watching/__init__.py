"""New papers."""
