"""What is written of many papers at once: definitions, paper summaries, concept pages, tables, audits."""
