"""Any reference list is read as far as it goes, and what was read can be written and read again."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st

from alignqa.papers.bibliography import (
    ReferenceEntry,
    read_bibliography,
    read_bibtex,
    read_csl_json,
    read_ris,
    write_bibtex,
    write_csl_json,
)

_BIBTEX = (
    *("@misc{a,", "@string{x = {y}}", "@comment{", "@preamble{", "@", "{", "}", '"', ",", "=", "#", "%", "\\", "}\n", "\n\n"),
    *("Lark, Ada and others", "{Lamp Co}", " and ", "2020", "jan", ":a.pdf:PDF", ";C\\:\\\\b.pdf:x", "arXiv:1906.01820v2"),
    *("\\'{e}", "\\v{", "\\url{", "$x^2$", "~", "--", "https://lamps.example/a_b", "10.1000/x", "😀", "\x00", "\u2028"),
)
_RIS = ("TY  - JOUR\n", "ER  - \n", "AU  - Lark, Ada\n", "PY  - 2020\n", "T1  - Lamps\n", "L1  - a.pdf\n", "TY  - ", "ER", "  - ")
_PIECES = st.lists(st.sampled_from((*_BIBTEX, *_RIS)) | st.text(max_size=9), max_size=12).map("".join)
_NAMES = (
    "title",
    "author",
    "editor",
    "year",
    "date",
    "month",
    "journal",
    "booktitle",
    "doi",
    "url",
    "eprint",
    "file",
    "crossref",
)
_FIELDS = ("id", "type", "title", "author", "issued", "date-parts", "family", "given", "literal", "DOI", "URL", "note", "raw")


def _entry(key: str, fields: dict[str, str]) -> str:
    return f"@article{{{key}," + ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items()) + "\n}\n"


_ENTRY = st.builds(_entry, st.sampled_from(("a", "b", "c:1", "")), st.dictionaries(st.sampled_from(_NAMES), _PIECES, max_size=6))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(("article-journal", "2020", "Lark")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_FIELDS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=20,
)


def _named(entry: ReferenceEntry) -> tuple[object, ...]:
    known = entry.metadata
    return known.title, known.authors, known.year, known.arxiv_id, known.doi


@given(st.lists(_ENTRY | _PIECES, max_size=4).map("".join))
@example(_entry("a", {"title": "The {Lamp}", "author": "Lark, Ada and {Lamp Co}", "year": "2020"}))
def test_any_text_is_read_and_its_entries_survive_being_written(text: str) -> None:
    for read in (read_bibliography, read_bibtex, read_ris, read_csl_json):
        entries, notices = read(text)
        assert all(notices)
        for entry in entries:
            for write, read_again in ((write_csl_json, read_csl_json), (write_bibtex, read_bibtex)):
                ((again,), _) = read_again(write([entry]))
                assert _named(again) == _named(entry)


@given(_JSON)
@example([{"id": "a", "title": "Lamps", "author": [{"family": "Lark"}], "issued": {"date-parts": [[2020]]}}])
def test_any_json_is_read(data: object) -> None:
    entries, notices = read_csl_json(json.dumps(data))
    assert all(notices)
    write_bibtex(entries)
