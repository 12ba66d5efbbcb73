"""Reference lists as programs and people write them: joined strings, cross-references, missing commas, paths, exports."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from alignqa.index.references import attachments
from alignqa.papers.bibliography import (
    ReferenceEntry,
    read_bibliography,
    read_bibtex,
    read_csl_json,
    write_bibtex,
    write_csl_json,
)
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.papers.document import Metadata


def _one(text: str) -> ReferenceEntry:
    (entry,), notices = read_bibliography(text)
    assert notices == ()
    return entry


def test_strings_are_joined_with_texts_and_numbers():
    entries, notices = read_bibtex(
        '@string{jl = "Journal of Lamps"}\n@string(ser = jl # { (Series })\n'
        '@article{a, title="Lamps" # { and } # "wicks", journal = ser # {B} # ")", year = 19 # 99}'
    )
    known = entries[0].metadata
    assert (known.title, known.venue, known.year, notices) == ("Lamps and wicks", "Journal of Lamps (Series B)", 1999, ())


def test_a_part_takes_year_and_book_from_the_whole_it_refers_to():
    entries, _ = read_bibtex(
        "@inproceedings{part, author={Lee, Ann}, title={On Wicks}, crossref={Whole}}\n"
        "@incollection{chapter, author={Cy, Bo}, title={On Oil}, year=2001, booktitle={Its Own}, crossref={whole}}\n"
        "@misc{shared, year=1998, publisher={House}}\n"
        "@misc{uses, title={Alone}, xdata={shared}}\n"
        "@proceedings{whole, title={Lamps 2019}, editor={Ek, Di}, year=2019, url={https://whole.example}}\n"
        "@misc{loop, title={Loop}, crossref={loop}}"
    )
    facts = {entry.key: (entry.metadata.authors, entry.metadata.year, entry.metadata.venue) for entry in entries}
    assert facts["part"] == (("Ann Lee",), 2019, "Lamps 2019")
    assert facts["chapter"] == (("Bo Cy",), 2001, "Its Own")
    assert facts["uses"] == ((), 1998, "House")
    assert entries[0].metadata.url is None


def test_a_missing_comma_is_told_and_loses_no_field():
    entries, notices = read_bibtex("@misc{a,\n title = {Lamps}\n year = 2005\n author = {Lee, Ann},\n note = {x}}")
    known = entries[0].metadata
    assert (known.title, known.year, known.authors) == ("Lamps", 2005, ("Ann Lee",))
    assert notices == (
        'An entry of the bibliography (line 1) lacks a comma after "title"; it was read as if there were one.',
        'An entry of the bibliography (line 1) lacks a comma after "year"; it was read as if there were one.',
    )


@pytest.mark.parametrize(
    ("field", "files"),
    [
        (r":files/lamp{\_}a.pdf:pdf", ("files/lamp_a.pdf",)),
        (r":C$\backslash$:/Users/me/lamp.pdf:pdf", ("C:/Users/me/lamp.pdf",)),
        (r":home/me/{\'{e}}t{\'e}.pdf:pdf;:b{\&}c.md:md", ("home/me/été.pdf", "b&c.md")),
        (r":Users/me/M{\"{u}}ller{\_}{\ss}.pdf:pdf", ("Users/me/Müller_ß.pdf",)),
        (r"Full Text:files\\7\\lamp.pdf:application/pdf", (r"files\7\lamp.pdf",)),
    ],
)
def test_paths_are_read_from_latex(field, files):
    assert _one(f"@misc{{a, title={{L}}, file={{{field}}}}}").files == files


def test_a_path_without_its_first_slash_is_found(tmp_path):
    paper = tmp_path / "lamp_a.md"
    paper.write_text("# Lamps\n\nThey burn.\n")
    written = str(paper).lstrip("/").replace("_", r"{\_}")
    entry = _one(f"@misc{{a, title={{L}}, file={{:{written}:md}}}}")
    assert list(attachments([entry], Path("/nowhere"), []).declared) == [paper.resolve()]


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Institute for Lamps and Safety", "Institute for Lamps and Safety"),
        ("Smith and Sons", "Smith and Sons"),
        ("The Lamp Team", "The Lamp Team"),
        ("University of Oxford", "University of Oxford"),
        ("Jan van der Berg", "van der Berg"),
        ("María de la Cruz", "de la Cruz"),
        ("Ann Board", "Board"),
        ("Project", "Project"),
        ("Rita Roe et al.", "Roe"),
    ],
)
def test_an_organisation_is_cited_whole_and_a_person_by_family(name, family):
    assert family_name(name, particles=True) == family


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ("author={Roe, Rita and others}", {"authors": ("Rita Roe et al.",)}),
        ("author={Smith, Jr., John}", {"authors": ("John Smith Jr.",)}),
        ("editor={Chair, Carl and Seat, Sue}", {"authors": ("Carl Chair", "Sue Seat"), "edited": True}),
        ("author={Lee, Ann}, editor={Chair, Carl}", {"authors": ("Ann Lee",), "edited": None}),
        ("year={in press}, date={2019-02}", {"year": 2019}),
        ("title={Lamps &amp; oil <i>in vivo</i>}", {"title": "Lamps & oil in vivo"}),
        ("author={M&uuml;ller, J. and O&#39;Dea, Li}", {"authors": ("J. Müller", "Li O'Dea")}),
        ("author={{Lamp Works {and} Sons} and Lee, Ann}", {"authors": ("Lamp Works and Sons", "Ann Lee")}),
    ],
)  # fmt: skip
def test_fields_mean_what_their_writers_mean(fields, known):
    metadata = _one(f"@book{{a, {fields}}}").metadata
    assert {name: getattr(metadata, name) for name in known} == known


EXPORTED = r"""@techreport{r, title={R}, author={{Institute for Lamps and Safety}}, year=2001, institution={ILS}}
@inproceedings{p, title={P}, author={Smith, Jr., John and van der Berg, III, Jan and others}, year=2002, booktitle={Lamps}}
@book{b, title={B}, editor={Chair, Carl}, year=2003, publisher={House}}
@phdthesis{t, title={T}, author={Lee, Ann}, year=2004, school={Farm}}
@online{o, title={O}, author={Lee, Ann}, year=2005, url={https://o.example}}
@article{a, title={A}, author={Lee, Ann}, year=2006, journal={J}}"""


def test_an_export_keeps_types_suffixes_editors_and_others():
    entries, _ = read_bibtex(EXPORTED)
    written = write_bibtex(entries)
    for line in (
        "@techreport{r,",
        "author = {{Institute for Lamps and Safety}},",
        "institution = {ILS},",
        "@inproceedings{p,",
        "author = {Smith, Jr., John and van der Berg, III, Jan and others},",
        "booktitle = {Lamps},",
        "editor = {Carl Chair},",
        "publisher = {House},",
        "@phdthesis{t,",
        "@online{o,",
        "@article{a,",
    ):
        assert line in written
    assert read_bibtex(written)[0] == entries
    assert read_csl_json(write_csl_json(entries))[0] == entries


def test_csl_names_its_types_and_editors():
    items = json.loads(write_csl_json(read_bibtex(EXPORTED)[0]))
    assert [item["type"] for item in items] == ["report", "paper-conference", "book", "thesis", "webpage", "article-journal"]
    assert items[2]["editor"] == [{"given": "Carl", "family": "Chair"}]
    assert items[0]["author"] == [{"literal": "Institute for Lamps and Safety"}]


ZOTERO = [
    {
        "itemType": "journalArticle",
        "key": "AB",
        "citationKey": "lee2020",
        "title": "Lamps",
        "date": "2020-03-01",
        "DOI": "10.1000/l",
        "publicationTitle": "J. of Lamps",
        "extra": "arXiv: 1906.01820",
        "creators": [
            {"creatorType": "author", "firstName": "Ann", "lastName": "Lee"},
            {"creatorType": "editor", "name": "Ed"},
            {"creatorType": "author", "name": "Lamp Team"},
        ],
        "attachments": [{"path": "files/1/lamps.pdf"}],
    },
    {
        "itemType": "book",
        "key": "CD",
        "title": "Wicks",
        "date": "March 2018",
        "publisher": "House",
        "extra": "Citation Key: ek2018",
        "creators": [{"creatorType": "editor", "firstName": "Di", "lastName": "Ek"}],
    },
    {"itemType": "attachment", "parentItem": "CD", "path": "files/2/wicks.pdf"},
    {"itemType": "note", "note": "read me"},
]


@pytest.mark.parametrize(
    "wrap", [lambda items: {"items": items}, lambda items: [{"key": "x", "data": item} for item in items], list]
)
def test_zoteros_own_json_is_read_and_called_by_its_name(wrap):
    entries, (notice,) = read_bibliography(json.dumps(wrap(ZOTERO)))
    assert "Zotero's own JSON" in notice
    assert entries == (
        ReferenceEntry(
            "lee2020",
            Metadata(
                "Lamps",
                ("Ann Lee", "Lamp Team"),
                2020,
                arxiv_id="1906.01820",
                doi="10.1000/l",
                venue="J. of Lamps",
                editors=("Ed",),
            ),
            ("files/1/lamps.pdf",),
        ),
        ReferenceEntry(
            "ek2018", Metadata("Wicks", ("Di Ek",), 2018, venue="House", kind="book", edited=True), ("files/2/wicks.pdf",)
        ),
    )


def test_csl_json_of_zotero_is_not_mistaken_for_its_own():
    assert read_bibliography('[{"id": "a", "type": "book", "title": "Lamps"}]')[1] == ()


def test_a_long_list_is_read_at_once():
    entry = '@article{k%d, author={Doe, Ann%d and M{\\"u}ller, Li}, title={On the {Lamp} number %d}, year=2001, abstract={%s}}\n'
    text = "".join(entry % (number, number, number, "Lamps shed light. " * 40) for number in range(2_400))
    begun = time.process_time()
    entries, notices = read_bibtex(text)
    assert (len(entries), notices) == (2_400, ())
    assert time.process_time() - begun < 3
