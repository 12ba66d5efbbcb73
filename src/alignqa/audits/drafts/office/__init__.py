"""Drafts from office programs, read as text with numbered paragraphs."""
