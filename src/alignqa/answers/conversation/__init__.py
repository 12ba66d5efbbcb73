"""Questions in a row: follow-ups made whole, and sources numbered through all answers."""
