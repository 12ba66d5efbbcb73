"""Debates as blocks and as Markdown."""
