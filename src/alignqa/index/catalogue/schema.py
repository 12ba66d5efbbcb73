"""The tables of the catalogue."""

from __future__ import annotations

FILE = "catalogue.sqlite"
"""The name of the file in the folder of an index."""
VERSION = 3
UNCHECKED_VERSION = 2
"""The version before checksums, in which the tables are made; a writer then adds the columns in `CHECKSUMS`."""
APPLICATION_ID = 0x616C6771  # "algq": distinguishes a catalogue from any other SQLite file

WORK_FACTS = {
    "work": "json_extract(metadata, '$.key')",
    "arxiv": "json_extract(metadata, '$.arxiv_id')",
    "doi": "lower(json_extract(metadata, '$.doi'))",
}
"""The facts by which the papers that are one work are found; an index serves only a query with the same expression."""

# Passage ids are never reused (AUTOINCREMENT): the vector index may keep one a little longer than the catalogue.
# A paper's `state` is `pending` until the vector index holds its passages; only a `committed` one is ever retrieved.
# A `former` one keeps its text for verification, a `purged` one only its key and the hash of its text.
# `retired` names passages that the vector index must still forget.
# The triggers keep the full-text index in step, so that no statement can leave it out.
STATEMENTS = (
    "CREATE TABLE properties (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "INSERT INTO properties VALUES ('generation', '0'), ('rebuilding', '0')",
    "CREATE TABLE texts (text_sha256 TEXT PRIMARY KEY, text TEXT NOT NULL, layout TEXT NOT NULL)",
    """
    CREATE TABLE papers (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      paper_id TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'committed', 'former', 'purged')),
      text_sha256 TEXT NOT NULL,
      metadata TEXT NOT NULL,
      source TEXT NOT NULL,
      size INTEGER NOT NULL,
      modified_ns INTEGER NOT NULL,
      file_sha256 TEXT NOT NULL
    )
    """,
    "CREATE INDEX papers_by_key ON papers (paper_id, state)",
    "CREATE INDEX papers_by_text ON papers (text_sha256)",
    "CREATE INDEX papers_pending ON papers (id) WHERE state = 'pending'",
    """
    CREATE TABLE sources (
      path TEXT PRIMARY KEY,
      paper_id TEXT NOT NULL,
      size INTEGER NOT NULL,
      modified_ns INTEGER NOT NULL,
      file_sha256 TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX sources_by_key ON sources (paper_id)",
    """
    CREATE TABLE passages (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      paper INTEGER NOT NULL REFERENCES papers (id),
      start INTEGER NOT NULL,
      end INTEGER NOT NULL,
      kind TEXT NOT NULL,
      heading TEXT NOT NULL,
      text TEXT NOT NULL,
      sentences TEXT NOT NULL,
      embedded_sha256 TEXT NOT NULL
    )
    """,
    "CREATE INDEX passages_by_paper ON passages (paper)",
    "CREATE INDEX passages_by_embedded ON passages (embedded_sha256)",
    """
    CREATE TABLE embeddings (
      embedded_sha256 TEXT NOT NULL,
      embedder TEXT NOT NULL,
      vectors BLOB NOT NULL,
      PRIMARY KEY (embedded_sha256, embedder)
    ) WITHOUT ROWID
    """,
    "CREATE TABLE retired (passage_id INTEGER PRIMARY KEY)",
    """
    CREATE VIRTUAL TABLE passages_fts USING fts5 (
      heading, text, content = 'passages', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
    )
    """,
    # Whole papers, for ranking papers; the index alone, since the texts are in `texts`.
    """
    CREATE VIRTUAL TABLE papers_fts USING fts5 (title, text, content = '', tokenize = 'porter unicode61 remove_diacritics 2')
    """,
    """
    CREATE TRIGGER paper_committed AFTER UPDATE OF state ON papers WHEN new.state = 'committed' BEGIN
      INSERT INTO papers_fts (rowid, title, text)
      SELECT new.id, json_extract(new.metadata, '$.title'), text FROM texts WHERE text_sha256 = new.text_sha256;
    END
    """,
    """
    CREATE TRIGGER paper_retired AFTER UPDATE OF state ON papers WHEN old.state = 'committed' AND new.state != 'committed' BEGIN
      INSERT INTO papers_fts (papers_fts, rowid, title, text)
      SELECT 'delete', old.id, json_extract(old.metadata, '$.title'), text FROM texts WHERE text_sha256 = old.text_sha256;
    END
    """,
    "CREATE VIRTUAL TABLE passages_terms USING fts5vocab (passages_fts, 'row')",
    """
    CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
      INSERT INTO passages_fts (rowid, heading, text) VALUES (new.id, new.heading, new.text);
    END
    """,
    """
    CREATE TRIGGER passage_deleted AFTER DELETE ON passages BEGIN
      INSERT INTO passages_fts (passages_fts, rowid, heading, text) VALUES ('delete', old.id, old.heading, old.text);
    END
    """,
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {UNCHECKED_VERSION}",
)

# Tables added without a new version: an index without them is read as before, and a writer adds them.
# The first two hold the marks of the sentences of committed papers, which are the same in all copies, and their number.
ADDITIONS = (
    """
    CREATE TABLE IF NOT EXISTS sentence_marks (
      mark INTEGER NOT NULL,
      paper INTEGER NOT NULL REFERENCES papers (id),
      PRIMARY KEY (mark, paper)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX IF NOT EXISTS sentence_marks_by_paper ON sentence_marks (paper)",
    """
    CREATE TABLE IF NOT EXISTS marked_papers (
      paper INTEGER PRIMARY KEY REFERENCES papers (id),
      sentences INTEGER NOT NULL,
      checksum INTEGER
    )
    """,
    # The parser and its version that read a paper: empty if no file was parsed, and no row if an earlier alignqa read it.
    """
    CREATE TABLE IF NOT EXISTS parsers (
      paper INTEGER PRIMARY KEY REFERENCES papers (id),
      parser TEXT NOT NULL,
      checksum INTEGER
    )
    """,
    # By what a paper is said to be the same work as another.
    *(
        f"CREATE INDEX IF NOT EXISTS papers_by_{name} ON papers ({fact}) WHERE state = 'committed'"
        for name, fact in WORK_FACTS.items()
    ),
)

# Columns added once, to a catalogue of the version before. `papers.passages` is the number of a paper's passages.
CHECKSUMS = (
    ("papers", "passages"),
    *((table, "checksum") for table in ("papers", "texts", "passages", "sources", "parsers", "marked_papers")),
)
