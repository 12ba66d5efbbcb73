"""Zotero: papers of a library or a collection come in and stay in step, and quotes go back as notes."""
