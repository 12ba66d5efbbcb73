"""Deterministic parts that need no model, file or network, for tests and for trying alignqa out."""
