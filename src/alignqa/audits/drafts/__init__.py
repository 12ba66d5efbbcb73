"""Takes a draft apart into prose without markup, mentions of works, and statements."""
