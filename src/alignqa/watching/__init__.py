"""Watches: standing questions for new papers of arXiv, asked only when the user runs them."""
