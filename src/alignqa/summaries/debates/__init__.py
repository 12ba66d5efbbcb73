"""Debates: a claim, or a question turned to one, and who holds it, who denies it, and who reports which of the two."""
