"""The commands about citations between papers."""
