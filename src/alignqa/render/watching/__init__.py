"""Papers that watches found, as text, Markdown, JSON and a feed."""
