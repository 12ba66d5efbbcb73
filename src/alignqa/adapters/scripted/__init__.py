"""Deterministic parts without a model, a file or a network: for tests, and for trying alignqa out."""
