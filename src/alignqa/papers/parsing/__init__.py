"""Reads papers: one package for each format, and `formats`, which chooses among them."""
