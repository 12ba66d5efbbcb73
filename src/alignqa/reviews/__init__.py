"""Tasks over the papers of a home other than questions: defining a term, auditing a draft, writing folders of summaries."""
