"""Conversations: follow-ups made into whole questions, and sources numbered through all answers."""
