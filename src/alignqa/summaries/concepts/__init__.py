"""The parts of a concept's page: how strongly a statement belongs to each, and which are shown."""
