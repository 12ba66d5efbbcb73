"""Measures answers and retrieval on question sets and relevance judgements, with uncertainty and without a language model."""
