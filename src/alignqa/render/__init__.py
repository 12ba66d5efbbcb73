"""Outcomes and lists as text: terminal, Markdown, JSON."""
