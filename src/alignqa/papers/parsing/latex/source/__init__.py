"""Prepares a LaTeX source for parsing: gathers its files, expands its macros, decides its conditions, repairs its nesting."""
