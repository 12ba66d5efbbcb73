"""The audit of a draft: its citations, its quotations and what it says the papers say."""
