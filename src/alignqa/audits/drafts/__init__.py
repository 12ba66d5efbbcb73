"""A draft taken apart: prose without markup, mentions of works, statements."""
