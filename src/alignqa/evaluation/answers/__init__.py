"""Question sets, the assistant's answers to them, and what they are worth."""
