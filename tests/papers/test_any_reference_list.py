"""Any reference list is read as far as it goes, and what was read can be written and read again."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from alignqa.papers.bibliography import read_bibliography, read_bibtex, read_csl_json, read_ris, write_bibtex, write_csl_json

_BIBTEX = (
    *("@misc{a,", "@book{b, title={Lamps},", "@string{x = {y}}", "@comment{", "@preamble{", "@", "{", "}", '"', ",", "=", "#", "%"),
    *("\ntitle = {The {Lamp}},", "\nauthor={Lark, Ada and others and {Lamp Co},", "\nyear = 2020", "crossref={b},", "month = jan,"),
    *("file={:a.pdf:PDF;C\\:\\\\b.pdf:x},", "eprint={1906.01820},", "\\", "\\'{e}", "\\v{", "$x^2$", "~", "\n\n", "}\n"),
)  # fmt: skip
_RIS = ("TY  - JOUR\n", "ER  - \n", "AU  - Lark, Ada\n", "PY  - 2020\n", "T1  - Lamps\n", "L1  - a.pdf\n", "TY  - ", "ER", "  - ")
_PIECES = st.lists(st.sampled_from((*_BIBTEX, *_RIS)) | st.text(max_size=9), max_size=25).map("".join)
_FIELDS = ("id", "type", "title", "author", "issued", "date-parts", "family", "given", "literal", "DOI", "URL", "note", "raw")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(("article-journal", "2020", "Lark")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_FIELDS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(_PIECES)
@example("@misc{a,\ntitle = {The {Lamp}},\nyear = 2020}\n")
def test_any_text_is_read_and_its_entries_survive_being_written(text: str) -> None:
    for read in (read_bibliography, read_bibtex, read_ris, read_csl_json):
        entries, notices = read(text)
        assert all(notices)
        for entry in entries:
            ((again,), _) = read_csl_json(write_csl_json([entry]))
            assert again.metadata == entry.metadata
            write_bibtex([entry])


@given(_JSON)
@example([{"id": "a", "title": "Lamps", "author": [{"family": "Lark"}], "issued": {"date-parts": [[2020]]}}])
def test_any_json_is_read(data: object) -> None:
    import json

    entries, notices = read_csl_json(json.dumps(data))
    assert all(notices)
    write_bibtex(entries)
