"""Paper summaries, concept pages, tables, definitions, and audits of what others wrote."""
