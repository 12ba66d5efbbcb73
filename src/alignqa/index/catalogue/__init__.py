"""The catalogue: tables, reading, writing, records and checks of one SQLite file."""
