"""Texts made from many papers at once: definitions of terms, pages of papers and of concepts, tables."""
