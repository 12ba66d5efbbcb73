"""The writer of canonical texts, and the repairs that several formats share."""
