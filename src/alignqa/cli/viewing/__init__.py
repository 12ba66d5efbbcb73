"""Passages on their pages, from the command line: files with marked pages, viewers that show them, and annotated PDFs."""
