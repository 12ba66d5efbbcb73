"""A question understood: its form, the papers it names, its topic words in all their forms, and its vector."""
