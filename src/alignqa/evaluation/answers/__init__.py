"""Question sets, the answers of the assistant to them, and the measures of these answers."""
