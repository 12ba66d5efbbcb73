"""Questions for what the catalogue knows are told from questions for what papers say, and the works that they mean are found."""

from __future__ import annotations

import pytest

from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.document import Metadata
from alignqa.retrieval.questions.catalogue_questions import FactAsked, PapersAsked, read_catalogue_question
from alignqa.retrieval.questions.works_meant import papers_which, works_meant


def _record(key: str, title: str, authors: tuple[str, ...], year: int | None, **more: object) -> PaperRecord:
    return PaperRecord(key, Metadata(title=title, authors=authors, year=year, **more), f"corpus/{key}.md", "0" * 64)  # type: ignore[arg-type]  # its fields


PAPERS = (
    _record("frost2024part", "The Fences", ("Ada Frost",), 2024, wholes=("The Book of Barns",)),
    _record("frost2024barns", "The Book of Barns", ("Ada Frost", "Bo Reed"), 2024),
    _record("reed2021owls", "Counting Owls: A Survey of Night Watches", ("Bo Reed",), 2021, url="https://barn.example/owls"),
    _record("reed2021owlsb", "Counting Owls: A Survey of Night Watches", ("Bo Reed",), 2021),
    _record("winter2019herding", "Herding with Learned Dogs", ("Eva Winter", "Ota Novak"), 2019, cited_as=("Winter 2020",)),
    _record("winter2022goal", "Goal Drift", ("Eva Winter",), 2022),
)


@pytest.mark.parametrize(
    ("question", "fact", "work"),
    [
        ("Who wrote Herding with Learned Dogs?", "authors", "Herding with Learned Dogs"),
        ("please tell me who the authors of X are", None, ""),  # an order of words that nobody needs to be read
        ("Who are the authors of the owl survey?", "authors", "the owl survey"),
        ("By whom was the owl survey written?", "authors", "the owl survey"),
        ("How many authors does Winter 2019 have?", "authors", "Winter 2019"),
        ("When was the herding paper published?", "year", "the herding paper"),
        ("In which year did the herding paper come out?", "year", "the herding paper"),
        ("What is the publication year of Winter et al. 2019?", "year", "Winter et al. 2019"),
        ("How many pages does Winter 2019 have?", "pages", "Winter 2019"),
        ("What is the number of pages of Winter 2019?", "pages", "Winter 2019"),
        ("What is the full title of Winter 2019?", "title", "Winter 2019"),
        ("what's the DOI of Winter 2019", "doi", "Winter 2019"),
        ("What is Winter 2019's arXiv number?", "arxiv_id", "Winter 2019"),
        ("Where was Winter 2019 published?", "venue", "Winter 2019"),
        ("Under which licence is the owl survey published?", "licence", "the owl survey"),
        ("Could you tell me, what is the license of the owl survey?", "licence", "the owl survey"),
    ],
)
def test_a_question_for_a_fact_of_a_work(question: str, fact: str | None, work: str) -> None:
    found = read_catalogue_question(question)
    assert (found.fact, found.work) == (fact, work) if isinstance(found, FactAsked) else fact is None


@pytest.mark.parametrize(
    ("question", "which", "only_count"),
    [
        ("How many papers are in the index?", "", True),
        ("How many papers does the corpus have?", "", True),
        ("How many papers by Winter do you have?", "by Winter", True),
        ("Which papers by Winter do you have?", "by Winter", False),
        ("Which papers from 2024 are here?", "from 2024", False),
        ("What papers did Winter write in 2019?", "by Winter in 2019", False),
        ("Is there a paper by Winter in the index?", "by Winter", False),
        ("List all papers", "", False),
        ("papers by Winter", "by Winter", False),
    ],
)
def test_a_question_for_the_papers_here(question: str, which: str, only_count: bool) -> None:
    assert read_catalogue_question(question) == PapersAsked(which, only_count)


@pytest.mark.parametrize(
    "question",
    [
        "Who introduced herding?",
        "Who first wrote down a sheepdog policy?",
        "When was herding first used?",
        "How many papers did the authors review?",
        "How many papers are there on herding?",
        "How many owls does the survey have in its sample?",
        "Which papers are cited by Winter?",
        "What are the papers about?",
        "How long did the dogs train?",
        "Who are the authors?",
        "What is a title of nobility?",
        "",
        "who wrote " + "a " * 990,
    ],
)
def test_a_question_on_content_is_none_of_them(question: str) -> None:
    assert read_catalogue_question(question) is None


@pytest.mark.parametrize(
    ("phrase", "keys"),
    [
        ("Herding with Learned Dogs", ["winter2019herding"]),
        ("herding with learned dogs", ["winter2019herding"]),
        ("the paper “Herding with Learned Dogs”", ["winter2019herding"]),
        ("Counting Owls", ["reed2021owls", "reed2021owlsb"]),
        ("the owls survey", ["reed2021owls", "reed2021owlsb"]),
        ("Reed's survey on owls", ["reed2021owls", "reed2021owlsb"]),
        ("winter2019herding", ["winter2019herding"]),
        ("Winter and Novak (2019)", ["winter2019herding"]),
        ("Winter 2022", ["winter2022goal"]),  # no season here
        ("Winter et al.’s paper", ["winter2019herding", "winter2022goal"]),
        ("winter 2020", ["winter2019herding"]),
        ("Winter's paper", ["winter2019herding", "winter2022goal"]),
        ("Reed's paper", ["reed2021owls", "reed2021owlsb"]),  # the first author goes before a second one
        ("Frost 2024", ["frost2024barns"]),  # the whole instead of its part
        ("Goal Drift", ["winter2022goal"]),
        ("the appendix of Winter 2019", []),
        ("about herding with learned dogs", []),
        ("the first paper on herding", []),
        ("the code", []),
        ("the paper", []),
        ("the 2019 paper", []),
        ("Frost 2011", []),
    ],
)
def test_the_works_that_a_phrase_means(phrase: str, keys: list[str]) -> None:
    assert [paper.paper_id for paper in works_meant(phrase, PAPERS)] == keys


def test_a_short_name_is_a_title_only_where_nothing_else_can_be_meant() -> None:
    assert works_meant("Goal Drift", PAPERS, sure=False) == []  # "When was Goal Drift released?"
    assert [paper.paper_id for paper in works_meant("the Goal Drift paper", PAPERS, sure=False)] == ["winter2022goal"]


@pytest.mark.parametrize(
    ("demand", "keys"),
    [
        ("by Winter", ["winter2019herding", "winter2022goal"]),
        ("by winter and novak", ["winter2019herding"]),
        ("from 2024", ["frost2024part", "frost2024barns"]),
        ("by Winter from 2021 or later", ["winter2022goal"]),
        ("since 2022", ["frost2024part", "frost2024barns", "winter2022goal"]),
        ("before 2020", ["winter2019herding"]),
        ("between 2021 and 2022", ["reed2021owls", "reed2021owlsb", "winter2022goal"]),
        ("by Bengio", []),
        ("by language models", None),
        ("in the sequence", None),
        ("from 2024 that treat barns", None),
        ("", [paper.paper_id for paper in PAPERS]),
    ],
)
def test_the_papers_that_a_demand_leaves(demand: str, keys: list[str] | None) -> None:
    found = papers_which(demand, PAPERS)
    assert found is None if keys is None else [paper.paper_id for paper in found or ()] == keys
