"""A research-literature assistant for AI alignment whose quotes are proven slices of their sources."""
