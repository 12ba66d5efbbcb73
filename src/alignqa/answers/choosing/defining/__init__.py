"""The sentences that define a term: recognised by their form, told from reports, and shown first."""
