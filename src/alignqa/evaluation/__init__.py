"""Measures: question sets and relevance judgements in, figures with their uncertainty out; no language model."""
