"""One format per file; `parse` in `formats` chooses among them."""
