"""What a paper's page leaves out: announcements, sentences that need others, torn pieces, and what has another role."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.index.library import Library
from alignqa.summaries.paper_pages import PaperPages

CLAIM = "We argue that lamps draw owls away from the mice that they hunt."
OPENING = "This shore has many towers."
PAGE = """---
title: Owls and lamps
authors: [Ada Lark]
year: 2020
---
# Owls and lamps

## Abstract

{sentence}

## 1 Owls need dark barns

{argument}

## 2 Conclusion

{claim}

## References

Lark (2019). Barns.
"""
Told = Callable[..., dict[str, list[str]]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """Returns the quotes of a page by heading, made of a text with one sentence in its abstract and one in its section."""

    def made(sentence: str = OPENING, argument: str = OPENING, claim: str = CLAIM) -> dict[str, list[str]]:
        path = tmp_path / "paper.md"
        path.write_text(PAGE.format(sentence=sentence, argument=argument, claim=claim), encoding="utf-8")
        library = Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: MemoryIndex())
        library.ingest([path])
        catalogue = library.catalogue()
        (record,) = catalogue.papers()
        paper = catalogue.paper(record.paper_id)
        assert paper is not None
        page = PaperPages(catalogue, ScriptedEmbedder().identity).page(paper)
        catalogue.close()
        return {part.heading: [item.quote.exact for item in part.items] for part in page.parts}

    return made


def quotes(page: dict[str, list[str]]) -> list[str]:
    return [quote for quotes in page.values() for quote in quotes]


@pytest.mark.parametrize(
    "sentence",
    [
        "We argue that owls in the barns of the north must have been drawn away by the lamps of the towers.",
        "We show that owls hunt fewer mice on the nights on which the lamps of the towers are lit.",
        "We find that owls which have once seen a lamp of the northern towers leave this lamp only by day.",
        "Our results suggest that several kinds of lamps, such as lanterns and torches, should be covered.",
    ],
)
def test_a_statement_that_says_something_by_itself_stands_on_the_page(told: Told, sentence: str) -> None:
    assert sentence in quotes(told(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "We argue that owls near lamps face several important problems.",  # counted and not told
        "We show that there are many reasons for which owls should be kept away from the lamps.",
        "In our work, we discuss how owls should live near the towers of the shore.",
        "We believe that the study of owls must provide valuable insights into the habits of owls near lamps.",
        "We argue that owls should follow a similar path before winter comes to the shore.",  # similar to what
        "We think that owls on the shore are not yet ready for this degree of light.",
        "We believe that the former view of owls and their lamps should be given up.",
        "We argue that the setup must change which owls come to the lamp at night.",
        "Relatedly, we argue that owls must sleep in the dark of a barn by day.",
        "Lamps frighten owls: I believe that most owls do not see the lamps at all.",  # an objection with its reply
        "Covered lamps: We argue that lamps must be covered for owls to hunt well.",  # an item's name
        "We argue that lamps must be covered when owls hunt on the shore;",
    ],
)
def test_what_says_nothing_alone_is_left_out(told: Told, sentence: str) -> None:
    assert not any(sentence in quote for quote in quotes(told(sentence)))


@pytest.mark.parametrize(
    "sentence",
    [
        "We call an owl lamp-bound if it must return to one lamp every night.",
        "Lamp binding occurs when an owl does not leave a lamp that it is likely to know.",
    ],
)
def test_a_definition_is_no_claim(told: Told, sentence: str) -> None:
    page = told(sentence)
    assert sentence not in (*page["In three lines"], *page["What it claims"])


def test_the_point_of_a_section_is_what_its_heading_says_and_no_concession_or_aside(told: Told) -> None:
    point = "Owls need barns that are dark, because lamps do not let them sleep."
    concession = "Although owls need barns, dark corners are likely to be enough for some of them."
    aside = "Keepers of the towers will not paint their doors in the same week as the barns."
    page = told(argument=f"{concession}\n\n{point}\n\n{aside}")
    assert point in quotes(page)
    assert concession not in quotes(page)
    assert aside not in quotes(page)


def test_items_of_a_list_are_no_points_without_its_introduction(told: Told) -> None:
    item = "Owls need dark barns that must be cleaned by the keepers."
    assert item not in quotes(told(argument=f"The keepers have rules:\n\n- {item}\n- Mice will be counted by the keepers."))


def test_a_quotation_of_several_sentences_is_not_the_authors_claim(told: Told) -> None:
    theirs = "We argue that owls must be driven from the towers of the shore."
    page = told(f"“Owls are a nuisance to every keeper. {theirs} Nobody will miss the owls.”")
    assert not any("driven from the towers" in quote for quote in quotes(page))


def test_a_heading_that_runs_into_a_result_is_not_quoted_with_it(told: Told) -> None:
    result = "We find that owls follow the lamp in 62% of the nights of the winter."
    page = told("We measured the way of each owl every night.", argument=f"Lamp Results {result}")
    assert result in quotes(page)
    assert not any("Lamp Results" in quote for quote in quotes(page))


def test_a_hope_is_no_open_question(told: Told) -> None:
    hope = "We hope that our study will inspire future work on the owls of other shores."
    question = "Future work could ask whether owls also follow the moon when no lamp is lit."
    page = told(claim=f"{CLAIM}\n{hope}\n{question}")
    assert page["What is left open"] == [question]


def test_a_text_that_reports_more_than_it_claims_tells_what_each_section_says(told: Told) -> None:
    page = told(
        "Lamp binding is the habit of an owl to return to one lamp every night.",
        "Winter and Spring (2014) find that lamp binding fades in autumn, as they show for forty owls.",
        "Lark et al. (2016) describe owls whose lamp binding lasted for three years in two valleys.",
    )
    assert [quote for heading, quotes_of in page.items() if heading.startswith("What it says") for quote in quotes_of]


@pytest.mark.parametrize(
    "aside",
    [
        "If owls are very unlikely to meet a lamp, then lamps will not be a concern for owls.",
        "Lamps are an important part of the lives of owls, which must not be overlooked.",
        "We will continue to publish what owls do with lamps, since this must not be lost.",
        "On the naive model, owls and lamps must not be kept apart in any tower of the shore.",
    ],
)
def test_an_aside_sums_no_work_up(told: Told, aside: str) -> None:
    page = told(claim=f"{CLAIM}\n\n{aside}")
    assert CLAIM in page["In three lines"]
    assert aside not in (*page["In three lines"], *page["What it claims"])


def test_what_a_heading_says_is_a_point_of_the_work(told: Told) -> None:
    point = "Owls need dark barns, because light keeps the young of owls awake."
    assert point in quotes(told(argument=point))


@pytest.mark.parametrize(
    "strand",
    [
        "Owls also need dark barns, because light keeps the young of owls awake.",
        "In the winter scenario, owls need dark barns, because light keeps the young of owls awake.",
        "Owls need dark barns, among other things, because light keeps the young of owls awake.",
    ],
)
def test_a_second_strand_is_no_point_of_a_section(told: Told, strand: str) -> None:
    assert strand not in quotes(told(argument=strand))


@pytest.mark.parametrize(("heading", "count"), [("Limitations", 1), ("Limitations of old lamps", 0)])
def test_a_limit_of_the_subject_is_no_doubt_of_the_authors(told: Told, heading: str, count: int) -> None:
    page = told(claim=f"{CLAIM}\n\n## 3 {heading}\n\nLamps may fail in storms, and keepers cannot prevent their failure.")
    assert len(page["What the authors doubt"]) == count
