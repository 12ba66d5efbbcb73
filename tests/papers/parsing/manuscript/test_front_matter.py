"""Front matter becomes metadata: clean when it is clean, as much as can be read when it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.author_names import author_name
from alignqa.papers.parsing.manuscript.front_matter import split


def metadata_of(block: str) -> Metadata:
    return split(f"---\n{block}\n---\nBody.\n")[0].metadata


def test_a_note_with_every_key() -> None:
    found, body = split(
        "---\nkey: doe2024example\ntitle: On Examples\nauthors:\n  - Jane Doe\n  - Ada Roe\nyear: 2024\nlicence: CC0\n"
        "url: https://example.org/a\nchecked: 2026-01-02\ncited_as: [Doe 2024]\n---\n\nBody.\n"
    )
    assert found.metadata == Metadata(
        title="On Examples",
        authors=("Jane Doe", "Ada Roe"),
        year=2024,
        url="https://example.org/a",
        licence="CC0",
        key="doe2024example",
        cited_as=("Doe 2024",),
    )
    assert found.notices == ()
    assert body == "\nBody.\n"


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ('author: "Jane Doe, Ada Roe, et al."', ("Jane Doe", "Ada Roe")),
        ("author: Jane Doe and Ada Roe", ("Jane Doe", "Ada Roe")),
        ("author: Jane Doe; Ada Roe & Eve Poe", ("Jane Doe", "Ada Roe", "Eve Poe")),
        ("author: Sam Poe, Jr., Ada Roe", ("Sam Poe, Jr.", "Ada Roe")),
        ("author: Jane Doe, Lab B", ("Jane Doe",)),
        ("author: Jane Doe, MIT", ("Jane Doe",)),
        ("author: Jane Doe, Lab A; Ada Roe, Lab B", ("Jane Doe", "Ada Roe")),
        ("author: Jane Doe, Lab A, Ada Roe, University of Oil, Ore City", ("Jane Doe", "Ada Roe")),
        ("author: Jane Doe (Lamp Institute) and Ada Redwood (MIT)", ("Jane Doe", "Ada Redwood")),
        ("author:\n  - Jane Doe, Lab A\n  - Ada Roe, PhD", ("Jane Doe", "Ada Roe")),
        ("author: Jane Doe, Member, IEEE, and Sam Poe, Jr.", ("Jane Doe", "Sam Poe, Jr.")),
        ("author: Lamp Institute, Oil Foundation", ("Lamp Institute", "Oil Foundation")),
        ('author:\n  - "Jane Doe 11footnotemark: 1"\n  - "and Ada Roe*"\n  - "jdoe_42"', ("Jane Doe", "Ada Roe", "jdoe_42")),
        ("author:\n  - name: Jane Doe\n    url: https://example.org", ("Jane Doe",)),
        ("author:\n  - Jane Doe\n  - Jane Doe", ("Jane Doe",)),
        ("author:", ()),
    ],
)
def test_authors_lose_what_is_not_their_name(written: str, authors: tuple[str, ...]) -> None:
    assert metadata_of(written).authors == authors


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("by Jane Doe†", "Jane Doe"),
        ("Jane Doe2,3", "Jane Doe"),
        ("et al.", ""),
        ("  ", ""),
        ("**", ""),
        ("Jane  Doe¹", "Jane Doe"),
        ("tinwatcher77", "tinwatcher77"),
    ],
)
def test_one_name(printed: str, name: str) -> None:
    assert author_name(printed) == name


def test_year_comes_from_the_date_where_no_year_is_given() -> None:
    assert metadata_of("published: 2019-05-31").year == 2019
    assert metadata_of("year: 2020\npublished: 2019-05-31").year == 2020
    assert metadata_of("date: not known").year is None
    assert metadata_of("date: 2024-13-45").year == 2024


def test_only_web_addresses_are_urls() -> None:
    assert metadata_of("source: a printed book\nurl: https://example.org/x").url == "https://example.org/x"
    assert metadata_of("source_url: file:///tmp/x").url is None


def test_arxiv_and_doi_are_found_in_addresses() -> None:
    assert metadata_of("source_url: https://arxiv.org/abs/2401.01234v2").arxiv_id == "2401.01234"
    assert metadata_of("arxiv_id: arXiv:cs/0101001").arxiv_id == "cs/0101001"
    assert metadata_of("url: https://doi.org/10.1000/xyz123").doi == "10.1000/xyz123"


def test_values_stay_as_they_are_written() -> None:
    assert metadata_of("title: 1984").title == "1984"
    assert metadata_of("title: no").title == "no"


def test_broken_yaml_costs_a_notice_and_not_the_values() -> None:
    found, body = split('---\ntitle: On: "Colons" and [brackets\nauthor:\n  - "Jane Doe"\n  - \'Ada\nyear: 2021\n---\nBody.')
    assert found.metadata.title == 'On: "Colons" and [brackets'
    assert found.metadata.authors == ("Jane Doe", "Ada")
    assert found.metadata.year == 2021
    assert found.notices == ("The YAML front matter is malformed; it was read line by line.",)
    assert body == "Body."


@pytest.mark.parametrize("text", ["No front matter.\n", "---\n\nA rule stood here.\n\n---\n", "---\ntitle: never closed\n", ""])
def test_text_without_front_matter_is_left_alone(text: str) -> None:
    found, body = split(text)
    assert found.metadata == Metadata()
    assert body == text


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (
            "% On tin\n  and lead\n% Ada Roe; Bob Okafor\n% 3 May 2019\n\nBody.",
            ("On tin and lead", ("Ada Roe", "Bob Okafor"), 2019),
        ),
        ("%\n% Ada Roe\n  Bob Okafor\n%\n\nBody.", (None, ("Ada Roe", "Bob Okafor"), None)),
        ('+++\ntitle = "On tin"\nauthor = "Ada Roe"\ndate = 2016-05-01\n+++\n\nBody.', ("On tin", ("Ada Roe",), 2016)),
        ("Title: On tin\nAuthor: Roe, Ada\nDate: May 2015\n\nBody.", ("On tin", ("Ada Roe",), 2015)),
        ("---\ntitle: On tin\nauthor:\n- {given: Ada, family: Roe}\n---\n\nBody.", ("On tin", ("Ada Roe",), None)),
    ],
)
def test_other_programs_write_other_front_matter(text: str, known: tuple[str | None, tuple[str, ...], int | None]) -> None:
    found, body = split(text)
    assert (found.metadata.title, found.metadata.authors, found.metadata.year) == known
    assert body.strip() == "Body."


@pytest.mark.parametrize(
    "text", ["%% hidden %%\n\nBody.", "% one\ntext goes on.\n", "Title: a sentence.\n\nBody.", "+++\nbroken\n+++\n"]
)
def test_text_that_only_begins_like_front_matter_is_text(text: str) -> None:
    assert split(text) == (split("")[0], text)


def test_a_deeply_nested_block_is_no_crash() -> None:
    found, _ = split("---\ntitle: Deep\nx: " + "[" * 5_000 + "\n---\nBody.")
    assert found.metadata.title == "Deep"
    assert len(found.notices) == 1


def test_an_alias_bomb_is_harmless() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    found, _ = split("---\ntitle: Bomb\n" + "\n".join(lines) + "\nauthor: *a39\n---\nBody.")
    assert found.metadata.title == "Bomb"
    assert found.metadata.authors == ()


@given(st.text(alphabet="abc:-[]{}\"'&*!|>%@`#, \n\t1", max_size=200))
def test_any_block_gives_metadata_or_is_left_alone(block: str) -> None:
    text = f"---\n{block}\n---\nBody.\n"
    assert text.endswith(split(text)[1])
