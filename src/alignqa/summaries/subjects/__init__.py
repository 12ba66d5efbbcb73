"""Statements of papers on a subject: whose they are, how much they are about it, and to which side of a debate they lean."""
