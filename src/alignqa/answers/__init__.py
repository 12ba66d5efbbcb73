"""Answers: from ranked passages to an answer, or an abstention."""
