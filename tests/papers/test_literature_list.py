"""The literature list that is shipped: every entry is well formed, and none stands twice."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import pytest

from alignqa.papers.bibliography.citation_keys import citation_key, fold_title
from alignqa.papers.document import Metadata
from places import REPOSITORY

LIST = REPOSITORY / "corpus" / "papers.toml"
ENTRIES = tomllib.loads(LIST.read_text(encoding="utf-8"))["paper"]
TEXTS = frozenset({"key", "title", "venue", "arxiv", "doi", "url", "licence"})
LISTS = frozenset({"authors", "topics", "cited_as", "checked"})
REQUIRED = frozenset({"key", "title", "year", "topics", "checked"})
README = LIST.with_name("README.md").read_text(encoding="utf-8")
DOCS = LIST.parents[1] / "docs" / "lab" / "literature.md"
(LISTED_TOPICS,) = re.findall(r"^Topics are: (.+)\.$", README, flags=re.MULTILINE)
TOPICS = set(LISTED_TOPICS.split(", "))
EACH = pytest.mark.parametrize("entry", ENTRIES, ids=[entry["key"] for entry in ENTRIES])


def test_the_works_this_tool_was_built_to_read_are_listed() -> None:
    expected = {
        "hubinger2019risks",
        "greenblatt2024alignment",
        "shah2022undesired",
        "krakovna2020specification",
        "hubinger2023model",
        "greenblatt2024case",
        "shah2022goal",
        "langosco2022goal",
        "carlsmith2023scheming",
        "hubinger2024sleeper",
        "christiano2019failure",
        "bai2022constitutional",
        "ouyang2022training",
        "amodei2016concrete",
        "ng2000algorithms",
        "meinke2024frontier",
        "greenblatt2024ai",
        "burt2006genes",
        "trivers2011folly",
    }
    assert expected <= {entry["key"] for entry in ENTRIES}


def test_the_list_holds_nothing_but_papers() -> None:
    assert set(tomllib.loads(LIST.read_text(encoding="utf-8"))) == {"paper"}


@EACH
def test_fields_are_known_and_the_necessary_ones_are_there(entry: dict[str, object]) -> None:
    assert set(entry) <= TEXTS | LISTS | {"year"}
    assert set(entry) >= REQUIRED


@EACH
def test_texts_are_trimmed_and_lists_hold_distinct_texts(entry: dict[str, object]) -> None:
    for name in TEXTS & set(entry):
        value = entry[name]
        assert isinstance(value, str), name
        assert value == " ".join(value.split()) != "", name
    for name in LISTS & set(entry):
        values = entry[name]
        assert isinstance(values, list), name
        assert values, f"{name} is empty; an unknown field is absent"
        assert all(isinstance(value, str) and value == " ".join(value.split()) != "" for value in values), name
        assert len(set(values)) == len(values), name


@EACH
def test_years_are_those_of_the_field(entry: dict[str, object]) -> None:
    assert type(entry["year"]) is int
    assert 1990 <= entry["year"] <= 2026


@EACH
def test_an_arxiv_identifier_is_not_much_older_than_the_work(entry: dict[str, object]) -> None:
    if "arxiv" in entry:
        submitted = 2000 + int(str(entry["arxiv"])[:2])
        assert submitted <= int(str(entry["year"])) <= submitted + 2


@EACH
def test_topics_are_those_of_the_list(entry: dict[str, object]) -> None:
    topics = entry["topics"]
    assert isinstance(topics, list)
    assert set(topics) <= TOPICS


def test_the_works_and_the_number_that_the_docs_name_are_those_of_the_list() -> None:
    text = DOCS.read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+\d{4}[a-z0-9]+)`", text))
    assert len(named) > 70
    assert named <= {entry["key"] for entry in ENTRIES}
    assert f"facts about {len(ENTRIES)} works" in text


def test_every_topic_has_a_work() -> None:
    assert {topic for entry in ENTRIES for topic in entry["topics"]} == TOPICS


@EACH
def test_addresses_and_identifiers_have_their_shape(entry: dict[str, object]) -> None:
    shapes = {"url": r"https://[a-z0-9.-]+\.[a-z]+(/\S*)?", "arxiv": r"\d{4}\.\d{4,5}", "doi": r"10\.\d{4,9}/\S+"}
    for name, shape in shapes.items():
        if name in entry:
            assert re.fullmatch(shape, str(entry[name])), entry[name]
    if "arxiv" in entry:
        assert entry["url"] == f"https://arxiv.org/abs/{entry['arxiv']}"


@EACH
def test_the_key_follows_from_author_year_and_title(entry: dict[str, object]) -> None:
    authors = entry.get("authors", [])
    assert isinstance(authors, list)
    made = citation_key(Metadata(title=str(entry["title"]), authors=tuple(authors), year=int(str(entry["year"]))), fallback="")
    assert re.fullmatch(re.escape(made) + "[b-z]?", str(entry["key"]))


@EACH
def test_cited_as_is_a_name_and_another_year(entry: dict[str, object]) -> None:
    names = entry.get("cited_as", [])
    assert isinstance(names, list)
    first = entry.get("authors", [""])
    assert isinstance(first, list)
    for name in names:
        match = re.fullmatch(r"(\S.*) ((?:19|20)\d\d)", name)
        assert match, name
        assert not (int(match[2]) == entry["year"] and match[1] in first[0]), f"{name} says nothing new"


@EACH
def test_no_place_on_a_machine_is_named(entry: dict[str, object]) -> None:
    assert not [value for value in map(str, entry.values()) if re.search(r"(^|[\s'\"])[./~]*/\w", value)]


@pytest.mark.parametrize("name", ["key", "arxiv", "doi", "url"])
def test_no_two_entries_share(name: str) -> None:
    counts = Counter(entry[name] for entry in ENTRIES if name in entry)
    assert [value for value, count in counts.items() if count > 1] == []


def test_no_two_entries_share_a_title() -> None:
    counts = Counter(fold_title(entry["title"]) for entry in ENTRIES)
    assert [title for title, count in counts.items() if count > 1] == []


def test_a_suffixed_key_follows_the_bare_one() -> None:
    keys = [entry["key"] for entry in ENTRIES]
    made = {key: key[:-1] for key in keys if key[:-1] in keys}
    assert made == {"hubinger2019risksb": "hubinger2019risks"}
    assert all(keys.index(bare) < keys.index(key) for key, bare in made.items())
