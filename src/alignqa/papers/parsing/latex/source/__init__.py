"""A LaTeX source before it is parsed: files gathered, macros expanded, nesting mended."""
