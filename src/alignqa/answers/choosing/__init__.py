"""Choosing: from ranked passages to the quotes that are shown, or the decision to decline."""
