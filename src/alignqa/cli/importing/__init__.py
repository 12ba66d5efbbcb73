"""Papers out of lists and libraries of other programs."""
