"""Reading: what a model makes of a question or claim and a window of a paper, and the interface of such a model."""
