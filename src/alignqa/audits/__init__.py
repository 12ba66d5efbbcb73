"""The audit of a draft: checks its citations, its quotations, and whether papers say what the draft says they say."""
