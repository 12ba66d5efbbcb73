"""Deterministic checks of whether a statement agrees with its evidence: what differs, and not how near the two are."""
