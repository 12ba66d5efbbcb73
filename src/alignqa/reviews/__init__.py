"""What a home is asked beside questions: definitions of a term, the audit of a draft, folders of summaries."""
