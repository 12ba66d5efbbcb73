"""Papers: the types that describe one, and the parsers that read one from bytes."""
