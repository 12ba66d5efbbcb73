"""Passages, and where they are kept."""
