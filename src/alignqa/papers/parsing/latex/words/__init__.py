"""Prints what stands for words of its own: numbers with units, and the terms of a glossary."""
