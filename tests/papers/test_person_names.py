"""Family names of several words stay whole from the source that states them to citations, keys and exports, and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alignqa.acquisition.doi_services import crossref_facts
from alignqa.audits.works.faults import is_name_of
from alignqa.index.catalogue.records import PaperRecord, metadata_from_json, metadata_to_json
from alignqa.papers.bibliography import ReferenceEntry, read_bibtex, read_csl_json, read_ris, write_bibtex, write_csl_json
from alignqa.papers.bibliography.citation_keys import citation_key, compared_family, family_name, stated_families
from alignqa.papers.document import Metadata
from alignqa.papers.identity.evidence import authors_contradict
from alignqa.papers.parsing.formats import parse_bytes
from alignqa.papers.parsing.manuscript.author_names import author_names
from alignqa.papers.person_names import clean_name, display_name, plain_name, with_families
from alignqa.render.json_text import paper_dict
from alignqa.render.wording import by_line

ROSA = "Rosa Ibáñez\u00a0Prado"


@pytest.mark.parametrize(
    ("given", "family", "kept"),
    [
        ("Rosa", "Ibáñez Prado", ROSA),
        ("Ann", "van der Berg", "Ann van der Berg"),  # particles are told by their letters
        ("Ann", "Van der Berg", "Ann Van\u00a0der\u00a0Berg"),
        ("Ana", "de Souza e Silva", "Ana de Souza\u00a0e\u00a0Silva"),
        ("Juan", "Ponce de León", "Juan Ponce\u00a0de\u00a0León"),
        ("J.", "van 't Hoff", "J. van 't Hoff"),
        ("Ada", "Lark-Finch", "Ada Lark-Finch"),
        ("Sam", "Poe Jr.", "Sam Poe Jr."),
        ("Sam", "Lee Poe III", "Sam Lee\u00a0Poe III"),
        ("Rosa\u00a0M.", "Ibáñez", "Rosa M. Ibáñez"),  # a no-break space of a source states nothing
        ("", "Prado", "Prado"),
        ("ana", "del río", "ana del río"),  # all in lower case: nothing is known
    ],
)
def test_a_stated_family_name_is_joined(given: str, family: str, kept: str) -> None:
    name = display_name(given, family)
    assert name == kept
    assert plain_name(name) == " ".join(f"{given} {family}".split())
    assert clean_name(f" {name} ") == name


@pytest.mark.parametrize(
    ("name", "family", "whole"),
    [
        (ROSA, "Ibáñez Prado", "Ibáñez Prado"),
        (f"{ROSA} et al.", "Ibáñez Prado", "Ibáñez Prado"),
        ("Sam Lee\u00a0Poe III", "Lee Poe", "Lee Poe"),
        ("Ana de Souza\u00a0e\u00a0Silva", "Souza e Silva", "de Souza e Silva"),
        ("Ann van der Berg", "Berg", "van der Berg"),
        ("Ana Lamp\u00a0School", "Lamp School", "Lamp School"),  # a person, though it sounds like an organisation
        ("Lamp\u00a0Society", "Lamp Society", "Lamp Society"),
        ("Wei Li", "Li", "Li"),
    ],
)
def test_a_joined_family_name_is_one(name: str, family: str, whole: str) -> None:
    assert family_name(name) == family
    assert by_line([name], None).removesuffix(" et al.") == whole


def test_names_of_sources_that_say_more_and_less_are_compared_by_the_last_word() -> None:
    assert compared_family(ROSA) == compared_family("Rosa Ibáñez Prado") == "Prado"
    one, other = Metadata(authors=(ROSA,)), Metadata(authors=("Rosa Ibáñez Prado",))
    assert not authors_contradict(one, other)
    assert not authors_contradict(other, one)


def test_families_are_told_only_if_a_source_states_one_of_several_words() -> None:
    assert stated_families(["Ann van der Berg", "Ada Lark"]) == []
    assert stated_families(["Ann van der Berg", ROSA]) == ["van der Berg", "Ibáñez Prado"]


@pytest.mark.parametrize(
    "name", [ROSA, f"{ROSA} et al.", "Sam Lee\u00a0Poe III", "Lamp\u00a0Society", "Ann van der Berg", "Wei Li"]
)
def test_names_and_families_of_json_give_the_kept_names(name: str) -> None:
    kept = [ROSA, name]
    assert with_families([plain_name(one) for one in kept], stated_families(kept)) == kept
    assert with_families([plain_name(name)], []) == [plain_name(name)]


BIBTEX = r"""@article{{a, author = {{{}}}, title = {{Lamps}}, year = 2020}}"""
RIS = "TY  - JOUR\nAU  - Ibáñez Prado, Rosa\nTI  - Lamps\nPY  - 2020\nER  - \n"
CSL = [{"id": "a", "type": "article-journal", "author": [{"family": "Ibáñez Prado", "given": "Rosa"}], "title": "Lamps"}]
ZOTERO = [{"itemType": "book", "creators": [{"creatorType": "author", "firstName": "Rosa", "lastName": "Ibáñez Prado"}]}]


@pytest.mark.parametrize(
    "entries",
    [
        read_bibtex(BIBTEX.format("Ibáñez Prado, Rosa"))[0],
        read_bibtex(BIBTEX.format(r"Ib{\'a}{\~n}ez Prado, Rosa"))[0],
        read_bibtex(BIBTEX.format("Rosa {Ibáñez Prado}"))[0],
        read_ris(RIS)[0],
        read_csl_json(json.dumps(CSL))[0],
        read_csl_json(json.dumps(ZOTERO))[0],
    ],
)
def test_reference_lists_keep_the_family_name_through_every_export(entries: tuple[ReferenceEntry, ...]) -> None:
    (entry,) = entries
    assert entry.metadata.authors == (ROSA,)
    assert citation_key(entry.metadata, fallback="x").startswith("ibanezprado")
    written, listed = write_bibtex(entries), write_csl_json(entries)
    assert "author = {Ibáñez Prado, Rosa}" in written
    assert json.loads(listed)[0]["author"] == [{"given": "Rosa", "family": "Ibáñez Prado"}]
    assert read_bibtex(written)[0][0].metadata.authors == read_csl_json(listed)[0][0].metadata.authors == (ROSA,)


@pytest.mark.parametrize(
    ("authors", "kept"),
    [
        ("Ponce de Le{\\'o}n, Juan", "Juan Ponce\u00a0de\u00a0León"),
        ("Lee Poe, III, Sam", "Sam Lee\u00a0Poe III"),
        ('Nested {"}lamps{"}, A.', 'A. Nested\u00a0"lamps"'),
        ("{Lamp Society}", "Lamp\u00a0Society"),
        ("{Institute for Lamps and Oil}", "Institute for Lamps and Oil"),
        ("{van der {B}erg}, Ann", "Ann van der Berg"),
        ("Rosa Ibáñez Prado", "Rosa Ibáñez Prado"),  # it is not said where the family name begins
        ("Wei Li", "Wei Li"),
    ],
)
def test_odd_names_of_bibtex_come_back(authors: str, kept: str) -> None:
    (entry,) = read_bibtex(BIBTEX.format(authors))[0]
    assert entry.metadata.authors == (kept,)
    assert read_bibtex(write_bibtex([entry]))[0][0].metadata.authors == (kept,)
    assert read_csl_json(write_csl_json([entry]))[0][0].metadata.authors == (kept,)
    assert "\u00a0" not in write_bibtex([entry]) + write_csl_json([entry])


@pytest.mark.parametrize(
    ("entries", "names"),
    [
        (("Ibáñez Prado, Rosa and Kraft Obi, Tom",), (ROSA, "Tom Kraft\u00a0Obi")),
        (("Ibáñez Prado, Rosa M. & Kraft Obi, T. A.",), ("Rosa M. Ibáñez\u00a0Prado", "T. A. Kraft\u00a0Obi")),
        (("Ibáñez Prado, Rosa",), (ROSA,)),
        (("Ibáñez Prado, Rosa", "Lark, Ada"), (ROSA, "Ada Lark")),
        (("Jane Doe, Ada Roe and Bob Poe",), ("Jane Doe", "Ada Roe", "Bob Poe")),
        (("Jane Doe, MIT",), ("Jane Doe",)),
        (("Jane Doe, gwern",), ("Jane Doe", "gwern")),
        (("Rosa\u00a0Ibáñez Prado",), ("Rosa Ibáñez Prado",)),
    ],
)
def test_front_matter_states_family_names(entries: tuple[str, ...], names: tuple[str, ...]) -> None:
    text = f"---\ntitle: Lamps\nauthor: {json.dumps(entries, ensure_ascii=False)}\n---\n\nThe lamp is lit.\n"
    scalar = text.replace(json.dumps(entries, ensure_ascii=False), json.dumps(entries[0], ensure_ascii=False))
    for written in {text, scalar} if len(entries) == 1 else {text}:
        assert parse_bytes(written.encode(), Path("x.md")).metadata.authors == names


def test_a_byline_names_two_people_where_front_matter_names_one() -> None:
    assert author_names(("Ada Roe Lark, Zvi",)) == ("Ada Roe Lark", "Zvi")


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="citation_author" content="Ibáñez Prado, Rosa">',
        '<meta name="author" content="Ibáñez Prado, Rosa">',
        '<script type="application/ld+json">{"@type": "Article", "author": {"givenName": "Rosa", '
        '"familyName": "Ibáñez Prado", "name": "Rosa Ibáñez Prado"}}</script>',
    ],
)
def test_pages_state_family_names(head: str) -> None:
    page = f"<html><head><title>Lamps</title>{head}</head><body><h1>Lamps</h1><p>The lamp is lit at night.</p></body></html>"
    assert parse_bytes(page.encode(), Path("x.html")).metadata.authors == (ROSA,)


def test_a_doi_service_states_family_names() -> None:
    work = {"author": [{"given": "Rosa", "family": "Ibáñez Prado"}, {"family": "Lark"}]}
    assert crossref_facts(work).authors == (ROSA, "Lark")


@pytest.mark.parametrize(
    ("kind", "field", "csl_field"),
    [
        ("book", "publisher", "publisher"),
        ("techreport", "institution", "publisher"),
        ("phdthesis", "school", "publisher"),
        ("manual", "organization", "publisher"),
        ("article", "journal", "container-title"),
        ("inproceedings", "booktitle", "container-title"),
        ("incollection", "booktitle", "container-title"),
    ],
)
def test_the_venue_stands_where_each_type_has_it(kind: str, field: str, csl_field: str) -> None:
    (entry,) = read_bibtex(f"@{kind}{{a, author = {{Lark, Ada}}, title = {{Lamps}}, {field} = {{The Lamp House}}}}")[0]
    item = json.loads(write_csl_json([entry]))[0]
    assert {name: item.get(name) for name in ("publisher", "container-title")} == {
        "publisher": None,
        "container-title": None,
        csl_field: "The Lamp House",
    }
    assert f"{field} = {{The Lamp House}}" in write_bibtex([entry])
    assert read_csl_json(write_csl_json([entry]))[0] == (entry,)


def test_a_book_in_ris_has_its_publisher_and_a_chapter_its_book() -> None:
    text = "TY  - {}\nAU  - Lark, Ada\nTI  - Lamps\nT2  - Lamps of the World\nPB  - The Lamp House\nER  - \n"
    venues = [read_ris(text.format(kind))[0][0].metadata.venue for kind in ("BOOK", "RPRT", "CHAP", "JOUR")]
    assert venues == ["The Lamp House", "The Lamp House", "Lamps of the World", "Lamps of the World"]


def test_a_suffix_is_no_family_name_in_csl() -> None:
    (entry,) = read_bibtex(BIBTEX.format("Poe, Jr., Sam"))[0]
    assert json.loads(write_csl_json([entry]))[0]["author"] == [{"given": "Sam", "family": "Poe", "suffix": "Jr."}]


@pytest.mark.parametrize(
    ("written", "is_name"),
    [
        ("Ibáñez Prado", True),
        ("Prado", True),
        ("R. Ibáñez Prado", True),
        ("Rosa Ibanez Prado", True),
        ("Bo Ibáñez Prado", False),
        ("Kraft Prado", False),
        ("Ibáñez", False),
    ],
)
@pytest.mark.parametrize("author", [ROSA, "Rosa Ibáñez Prado"])
def test_a_draft_may_name_an_author_by_the_whole_family_name(written: str, author: str, is_name: bool) -> None:
    assert is_name_of(written, author) is is_name


def test_json_has_plain_names_and_the_families_beside_them() -> None:
    known = Metadata(title="Lamps", authors=(ROSA, "Ann van der Berg"), year=2020)
    shown = paper_dict(PaperRecord("ibanezprado2020lamps", known, "lamps.md", "0" * 64))
    assert shown["authors"] == ["Rosa Ibáñez Prado", "Ann van der Berg"]
    assert shown["families"] == ["Ibáñez Prado", "van der Berg"]
    assert "families" not in paper_dict(PaperRecord("a", Metadata(authors=("Ada Lark",)), "a.md", "0" * 64))


def test_what_an_index_keeps_comes_back() -> None:
    known = Metadata(title="Lamps", authors=(ROSA,))
    assert metadata_from_json(metadata_to_json(known)) == known
