"""Outcomes, lists and reports as text: terminal, Markdown, HTML, JSON."""
