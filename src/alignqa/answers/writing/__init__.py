"""Answers that a generator writes: numbered sentences out, claims in, and a check that quotes support each claim."""
