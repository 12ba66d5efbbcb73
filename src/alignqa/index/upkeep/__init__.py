"""The upkeep of an index: checking, repairing, and giving space back."""
