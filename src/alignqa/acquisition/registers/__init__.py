"""Registers of published works: what arXiv, Crossref and OpenAlex know of the entries of a reference list."""
