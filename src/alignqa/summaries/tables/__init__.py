"""Tables of papers: questions answered by quotes, and typed columns whose values are proven."""
