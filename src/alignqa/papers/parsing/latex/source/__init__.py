"""Prepares a LaTeX source for parsing: gathers its files, expands its macros, repairs its nesting."""
