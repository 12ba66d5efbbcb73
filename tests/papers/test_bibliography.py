import json
import logging
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignqa.papers.bibliography import (
    ReferenceEntry,
    arxiv_id_in,
    merge,
    read_bibliography,
    read_bibtex,
    read_csl_json,
    read_ris,
    write_bibtex,
    write_csl_json,
    year_in,
)
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.latex.text import inline_text
from alignqa.papers.parsing.manuscript.writer import clean
from places import LITERATURE

# Everything that BibTeX, LaTeX or JSON could trip over, and some letters.
_TEXT = st.text(st.sampled_from("ab Z09éßøŁ李{}\\$%&#_^~\"'`-–—<>,;:!?@=/()[]|*+."), max_size=40).map(clean).filter(bool)
_NAME = st.lists(
    st.text(st.sampled_from("aBcÉø李{}\\&',-"), min_size=1, max_size=8).map(clean).filter(bool), min_size=1, max_size=4
)
_METADATA = st.builds(
    Metadata,
    title=st.none() | _TEXT,
    authors=st.lists(_NAME.map(" ".join), max_size=3).map(tuple),
    year=st.none() | st.integers(1500, 2099),
    licence=st.none() | _TEXT,
    venue=st.none() | _TEXT,
    arxiv_id=st.none() | st.sampled_from(["1906.01820", "cs/0102003"]),
    doi=st.none() | st.sampled_from(["10.1000/x_y(1)#2"]),
    url=st.none() | st.sampled_from(["https://example.org/~a/b_c?d=1&e=%20#f"]),
    kind=st.none() | st.sampled_from(["techreport", "inproceedings", "online", "phdthesis", "dataset"]),
    editors=st.lists(_NAME.map(" ".join), max_size=2).map(tuple),
    publisher=st.none() | _TEXT,
).map(lambda known: replace(known, publisher=known.publisher if known.venue not in {None, known.publisher} else None))
_ENTRY = st.builds(
    ReferenceEntry, key=st.sampled_from(["a2019b", "x:y/z-1"]), metadata=_METADATA, files=st.lists(_TEXT, max_size=2).map(tuple)
)


def _bibtex(text: str) -> Metadata:
    (entry,), notices = read_bibtex(text)
    assert notices == ()
    return entry.metadata


def test_a_bibtex_entry_is_read_field_by_field():
    entries, notices = read_bibtex(
        r"""
        @string{proc = "Proceedings of Nothing"}
        @comment{not an entry}
        @InProceedings{smith2020,
          Title = {{\'Etudes} on {RL} \& ``rest''---a \textit{survey}},
          author = "M{\"u}ller, Anna and Bob van der Berg and {Smith and Sons} and others",
          booktitle = proc, year = 2020, month = jan,
          doi = {https://doi.org/10.1000/182}, url = {\url{https://example.org/a\_b}},
        }
        """
    )
    assert notices == ()
    assert entries == (
        ReferenceEntry(
            key="smith2020",
            metadata=Metadata(
                title="Études on RL & “rest”—a survey",
                authors=("Anna Müller", "Bob van der Berg", "Smith and Sons et al."),
                year=2020,
                url="https://example.org/a_b",
                doi="10.1000/182",
                venue="Proceedings of Nothing",
                kind="inproceedings",
            ),
        ),
    )


def test_broken_entries_are_notices_that_name_their_line_and_the_rest_is_read():
    entries, notices = read_bibtex(
        "@misc{one, title={One}}\n"
        "@misc{one, title={Again}}\n"
        "@misc{two, title={First}, title={Second}}\n"
        "@misc{broken, title={never closed}\n"
        "@misc{three, title={Three}}\n"
        "@misc{, author={Ann Lee}, title={Unnamed}, year=2001}\n"
        '@misc{cut, title = "off'
    )
    assert [(entry.key, entry.metadata.title) for entry in entries] == [
        ("one", "One"),
        ("one", "Again"),
        ("two", "First"),
        ("three", "Three"),
        ("lee2001unnamed", "Unnamed"),
    ]
    assert notices == (
        'The bibliography has the key "one" again in line 2.',
        "An entry of the bibliography (line 3) has a field twice; the first one counts.",
        "An entry of the bibliography (line 4) is not BibTeX and was left out.",
        "An entry of the bibliography (line 7) is not BibTeX and was left out.",
    )


def test_reading_a_broken_list_prints_nothing(capsys):
    read_bibtex("@misc{broken, title={never closed}")
    assert capsys.readouterr() == ("", "")
    assert logging.getLogger("bibtexparser").handlers


@pytest.mark.parametrize(
    "text", ["", "no entry here", "@", "@misc", "@misc{", "{" * 5000, "@misc{a,\x00}", "@misc{a, b={" + "{" * 5000]
)
def test_a_hostile_list_costs_no_exception(text):
    entries, _ = read_bibtex(text)
    assert all(entry.metadata == Metadata() for entry in entries)


def test_deeply_nested_braces_in_a_title_are_taken_off():
    assert _bibtex("@misc{a, title={" + "{" * 3000 + "deep" + "}" * 3000 + "}}").title == "deep"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"100% of A&B for $5", "100% of A&B for $5"),
        (r"100\% of A\&B", "100% of A&B"),
        (r"$O(n^2)$ bounds", "O(n^2) bounds"),
        (r"Bayes' rule", "Bayes' rule"),
        (r"{\L}ukasz \v{S}{\'\i}dlo", "Łukasz Šídlo"),
        (r"never {closed \textbf{x", "never closed x"),
    ],
)
def test_latex_is_read_as_it_is_printed(latex, text):
    assert inline_text(latex) == text


@pytest.mark.parametrize(
    ("field", "files"),
    [
        ("papers/a.pdf", ("papers/a.pdf",)),
        (":papers/a.pdf:PDF", ("papers/a.pdf",)),
        ("Full Text:files/12/a.pdf:application/pdf;Snapshot:files/13/b.html:text/html", ("files/12/a.pdf", "files/13/b.html")),
        (r"Full Text:C\:\\Users\\me\\a.pdf:application/pdf", ("C:\\Users\\me\\a.pdf",)),
        (r"C:\Users\me\a.pdf", ("C:\\Users\\me\\a.pdf",)),
        (r"a\;b.pdf;c\_d.pdf", ("a;b.pdf", "c_d.pdf")),
        ("two  spaces.pdf;\n    wrapped\n  line.pdf", ("two  spaces.pdf", "wrapped line.pdf")),
        ("a\x1b[2J.pdf", ("a[2J.pdf",)),
        ("", ()),
    ],
)
def test_the_file_field_gives_paths(field, files):
    (entry,), _ = read_bibtex(f"@misc{{a, file = {{{field}}}}}")
    assert entry.files == files


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("eprint={1906.01820v3}, archiveprefix={arXiv}", "1906.01820"),
        ("eprint={1906.01820}", "1906.01820"),
        ("eprint={1906.01820}, eprinttype={jstor}", None),
        ("journal={arXiv preprint arXiv:1811.07871}", "1811.07871"),
        ("url={https://arxiv.org/abs/1710.11417}", "1710.11417"),
        ("url={https://arxiv.org/pdf/cs/0102003v1}", "cs/0102003"),
        ("doi={10.48550/arXiv.1906.01820}", "1906.01820"),
        ("note={see 1906.01820}", None),
    ],
)
def test_the_arxiv_identifier_is_found_where_lists_keep_it(fields, expected):
    assert _bibtex(f"@misc{{a, {fields}}}").arxiv_id == expected


def test_two_accents_and_an_article_behind_a_name_are_read():
    (entry,), _ = read_bibtex(r"@misc{a, author={Nguy{\~\^e}n, V{\u a}n and Tr{\`\^a}n, B{\'\i}nh and {Widget Group, The}}}")
    assert entry.metadata.authors == ("Văn Nguyễn", "Bính Trần", "The Widget Group")


def test_an_arxiv_identifier_must_be_named_as_one():
    assert arxiv_id_in("pages 1906.01820") is None
    assert arxiv_id_in("1906.01820", bare=True) == "1906.01820"
    assert arxiv_id_in("arXiv:1906.018201") is None


@pytest.mark.parametrize(
    ("text", "year"),
    [("2019", 2019), ("2019-06-11", 2019), ("June 11, 2019", 2019), ("in press", None), ("120191", None), ("1066", None)],
)
def test_a_year_is_found_in_a_date(text, year):
    assert year_in(text) == year


@given(st.lists(_ENTRY, max_size=1))
def test_bibtex_written_and_read_is_the_same(entries):
    again, notices = read_bibtex(write_bibtex(entries))
    assert again == tuple(entries)
    assert notices == ()


@given(st.lists(_ENTRY, max_size=3))
def test_csl_json_written_and_read_is_the_same(entries):
    assert read_csl_json(write_csl_json(entries)) == (tuple(entries), ())


def test_csl_names_are_divided():
    metadata = Metadata(title="T", authors=("Jan van der Berg", "Plato", "Smith and Sons"))
    (item,) = json.loads(write_csl_json([ReferenceEntry("k", metadata)]))
    assert item["author"] == [
        {"given": "Jan", "non-dropping-particle": "van der", "family": "Berg"},
        {"literal": "Plato"},
        {"literal": "Smith and Sons"},
    ]


def test_a_csl_item_is_read():
    item = {
        "id": "http://zotero.org/1",
        "citation-key": "doe2021",
        "title": "On <i>Agents</i>",
        "author": [{"family": "Doe", "given": "Ann", "suffix": "Jr."}, {"literal": "A Lab"}, 7, None],
        "issued": {"date-parts": [["2021", 3]]},
        "number": "arXiv:2101.00001",
        "publisher": "arXiv",
        "URL": None,
    }
    (entry,), notices = read_csl_json(json.dumps({"items": [item, "stray"]}))
    assert entry.key == "doe2021"
    assert entry.metadata == Metadata(
        title="On Agents", authors=("Ann Doe Jr.", "A\u00a0Lab", "7"), year=2021, arxiv_id="2101.00001", venue="arXiv"
    )
    assert notices == ("Reference 2 of the bibliography is not a CSL item and was left out.",)


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("[\n{", "The bibliography is not JSON (line 2)."),
        ("[" * 100_000, "The bibliography is not JSON."),
        ("3", "The bibliography is JSON, but not a list of references."),
    ],
)
def test_what_is_not_csl_json_is_a_notice(text, notice):
    assert read_csl_json(text) == ((), (notice,))


def test_ris_is_read():
    entries, notices = read_ris(
        "\ufeffAB  - stray\n"
        "TY  - JOUR\nAU  - Doe, Ann\nAU  - Lab\nTI  - A long\n  title\nPY  - 2020/05/01/\n"
        "JO  - J. Things\nDO  - 10.1000/5\nUR  - https://example.org\nL1  - file:///a.pdf\nER  - \n\n"
        "TY  - GEN\nID  - k2\nT1  - Second\nER  -\n"
    )
    assert notices == ("Line 1 of the bibliography comes before its first reference and was left out.",)
    assert entries == (
        ReferenceEntry(
            key="doe2020long",
            metadata=Metadata(
                title="A long title",
                authors=("Ann Doe", "Lab"),
                year=2020,
                venue="J. Things",
                doi="10.1000/5",
                url="https://example.org",
            ),
            files=("/a.pdf",),
        ),
        ReferenceEntry(key="k2", metadata=Metadata(title="Second")),
    )


BIB = "\n@misc{a, title={One}}\n\n@misc{b, title={Two}}\n"
RIS = "\n\nTY  - GEN\nID  - a\nT1  - One\nER  -\nTY  - GEN\nID  - b\nT1  - Two\nER  -\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (BIB, [2, 4]),
        ("\ufeff% exported from somewhere\n" + BIB.lstrip(), [2, 4]),
        (RIS, [3, 7]),
        ('[{"id": "a", "title": "One"}, {"id": "b", "title": "Two"}]', [None, None]),
        ('{"items": [{"id": "a", "title": "One"}, {"id": "b", "title": "Two"}]}', [None, None]),
    ],
)
def test_a_list_is_read_by_what_it_holds_and_its_entries_know_their_lines(text, lines):
    entries, notices = read_bibliography(text)
    assert entries == (ReferenceEntry("a", Metadata(title="One")), ReferenceEntry("b", Metadata(title="Two")))
    assert [entry.line for entry in entries] == lines
    assert notices == ()


@pytest.mark.parametrize("text", ["", "A note about nothing.", "%PDF-1.7 ...", "TY is short for type"])
def test_what_is_no_list_has_no_entries(text):
    assert read_bibliography(text) == ((), ())


def test_merging_takes_field_by_field_the_first_that_is_known():
    first = Metadata(title="Mine", year=0, url="")
    second = Metadata(title="Theirs", authors=("A B",), year=2000, url="u", cited_as=("B 2000",))
    assert merge(first, second) == Metadata(title="Mine", authors=("A B",), year=0, url="u", cited_as=("B 2000",))


@pytest.mark.literature
def test_a_published_reference_list_is_read_whole():
    path = LITERATURE / "papers" / "hubinger2019-rflo" / "mesa_optimization.bib"
    if not path.exists():
        pytest.skip(f"{path.parent} is missing")
    entries, notices = read_bibtex(path.read_text(encoding="utf-8"))
    assert notices == ()
    assert len(entries) == 36
    assert all(entry.metadata.title and entry.metadata.authors for entry in entries)
    assert sum(entry.metadata.arxiv_id is not None for entry in entries) == 20
    assert read_bibtex(write_bibtex(entries))[0] == entries
    assert read_csl_json(write_csl_json(entries))[0] == entries


WHOLES = """
@xdata{glass, journal = {J. Glass}, xdata = {house}}
@xdata{house, publisher = {Glass House}, year = 2016}
@mvbook{all, title = {All Mirrors}, author = {Kim Snow}, publisher = {Mirror House}}
@book{one, title = {Mirrors}, subtitle = {The First}, date = {2018-03}, crossref = {all}}
@proceedings{meeting, title = {Third Meeting on Lamps}, booktitle = {Lamps 3}, editor = {Ivy Gale and others}, year = 2019,
  publisher = {Lamp Press}}
@collection{oils, title = {Collected Oils}, editor = {Leo Park}, date = {2017}, publisher = {Oil Press}}
@periodical{issue, title = {Wick Review}, date = {2015}}
"""


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("@inproceedings{p, crossref={Meeting}}", ((), 2019, "Lamps 3", ("Ivy Gale et al.",), "Lamp Press")),
        ("@inproceedings{p, crossref={meeting}, date={2020}}", ((), 2020, "Lamps 3", ("Ivy Gale et al.",), "Lamp Press")),
        ("@incollection{p, author={Al Fen}, crossref={oils}}", (("Al Fen",), 2017, "Collected Oils", ("Leo Park",), "Oil Press")),
        ("@inproceedings{p, booktitle={Oils}, editor={Bo Ash}, crossref={oils}}", ((), 2017, "Oils", ("Bo Ash",), "Oil Press")),
        ("@incollection{p, author={Al Fen}, xref={oils}}", (("Al Fen",), None, None, (), None)),
        ("@inbook{p, crossref={one}}", (("Kim Snow",), 2018, "Mirrors: The First", (), "Mirror House")),
        ("@incollection{p, crossref={one}}", ((), 2018, "Mirrors: The First", (), "Mirror House")),
        ("@article{p, crossref={issue}}", ((), 2015, "Wick Review", (), None)),
        ("@article{p, xdata={nothing, glass}}", ((), 2016, "J. Glass", (), "Glass House")),
    ],
)
def test_a_part_keeps_what_it_inherits_also_in_exports(part, expected):
    entries, notices = read_bibtex(WHOLES + part)
    assert notices == ()
    assert "glass" not in {entry.key for entry in entries}  # it lends fields and is no work
    for again in (entries, read_bibtex(write_bibtex(entries))[0], read_csl_json(write_csl_json(entries))[0]):
        known = again[-1].metadata
        assert (known.authors, known.year, known.venue, known.editors, known.publisher) == expected


def test_further_authors_are_no_author_of_csl():
    metadata = Metadata(title="T", authors=("Ada Lark", "Bo Field et al."), venue="V", editors=("Cy Moor et al.",))
    entry = ReferenceEntry("k", metadata)
    (item,) = json.loads(write_csl_json([entry]))
    assert item["author"] == [{"given": "Ada", "family": "Lark"}, {"given": "Bo", "family": "Field"}]
    assert item["editor"] == [{"given": "Cy", "family": "Moor"}]
    (again,), _ = read_csl_json(write_csl_json([entry]))
    assert again == entry
    written = write_bibtex([again])
    assert "Ada Lark and Bo Field and others" in written
    assert "Cy Moor and others" in written


@pytest.mark.parametrize("last", [{"literal": "et al."}, {"family": "others"}, {"given": "et", "family": "al."}])
def test_further_authors_in_the_csl_of_others_are_no_author_either(last):
    (entry,), _ = read_csl_json(json.dumps([{"id": "a", "author": [{"given": "Ada", "family": "Lark"}, last]}]))
    assert entry.metadata.authors == ("Ada Lark et al.",)
