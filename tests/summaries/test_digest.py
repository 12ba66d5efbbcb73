"""The choice for a paper's page: own points that stand alone, by the roles of sections, in the shape of a study or an essay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.index.library import Library
from alignqa.papers.document import Manuscript, Section, Span
from alignqa.summaries.digest.points import leans
from alignqa.summaries.digest.section_roles import SectionRole, SectionRoles
from alignqa.summaries.paper_pages import PaperPages

STUDY = """---
title: Why owls follow lamps
authors: [Ada Lark, Bo Finch]
year: 2021
---
# Why owls follow lamps

## Abstract

We investigate whether owls that live near a lighthouse come to follow its lamp.
First, we give each of forty owls a small lantern for one winter.
We find that 62% of the owls follow the lamp, versus almost none without a lantern.
Overall, our results suggest that lamps should be covered while owls hunt.

## 1 Introduction

Duan et al. (2016) argue that bats learn a map of every lamp that they have ever seen.
Many people believe that owls cannot see lamps at all because of their eyes.
An owl trap is a box with a lamp that owls enter by night.
Each owl trap stands on a hill, and an owl trap holds one owl until the owl trap is opened.

## 2 Related work

Our work differs from earlier work by Duan et al. (2016), which studied bats in caves and not owls.

## 3 Method

In Table 3 we show the weight of every lantern that we attached to an owl.
We measured the distance between each owl and the lamp every hour of the night.

## 4 Results

Owls with a bright lantern follow the lamp 81% of the time.
This means that brightness matters more than the colour of the lantern did.
Finch and Crow (2009) found that 12% of all bats follow lamps of any colour.

## 5 Limitations

We did not test owls that live far from the sea, and the winter was a mild one.

## 6 Future work

Future work could ask whether owls also follow the moon when no lamp is lit.

## References

Duan (2016). Bats and lamps.

## A Prompts

We tell the keeper to write that 99% of the owls follow the lamp in every case.
"""
ESSAY = """---
title: Against watching owls
authors: [Cy Wren]
year: 2022
---
# Against watching owls

I argue that nobody should watch owls, because owls that are watched do not hunt.

## What watching does

Imagine an owl that is watched for a hundred nights by two thirds of all keepers.
An owl that is watched must choose between the mouse and the eyes of the keeper.

## What keepers gain

Keepers do not need to watch owls, since the cries of owls are enough to count them.

## Closing thoughts

Ultimately, watching is a habit of keepers and not a need of theirs.
I am not sure that all of this holds for owls on islands.
"""


@pytest.fixture
def page_of(tmp_path: Path) -> Callable[[str], dict[str, list[str]]]:
    """Returns the quotes of a paper's page by heading, with the note of a part that has none."""

    def made(text: str) -> dict[str, list[str]]:
        home = tmp_path / str(len(list(tmp_path.iterdir())))
        home.mkdir()
        (home / "paper.md").write_text(text, encoding="utf-8")
        library = Library(home / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: MemoryIndex())
        library.ingest([home / "paper.md"])
        catalogue = library.catalogue()
        (record,) = catalogue.papers()
        paper = catalogue.paper(record.paper_id)
        assert paper is not None
        page = PaperPages(catalogue, ScriptedEmbedder().identity).page(paper)
        catalogue.close()
        return {part.heading: [item.quote.exact for item in part.items] or [part.note] for part in page.parts}

    return made


def test_three_lines_say_what_a_study_asks_finds_and_concludes(page_of: Callable[[str], dict[str, list[str]]]) -> None:
    assert page_of(STUDY)["In three lines"] == [
        "We investigate whether owls that live near a lighthouse come to follow its lamp.",
        "We find that 62% of the owls follow the lamp, versus almost none without a lantern.",
        "Overall, our results suggest that lamps should be covered while owls hunt.",
    ]


def test_a_study_tells_method_results_limits_and_what_it_builds_on(page_of: Callable[[str], dict[str, list[str]]]) -> None:
    page = page_of(STUDY)
    assert page["How it was done"] == [
        "First, we give each of forty owls a small lantern for one winter.",
        "We measured the distance between each owl and the lamp every hour of the night.",
    ]
    assert page["What was found"] == ["Owls with a bright lantern follow the lamp 81% of the time."]
    assert page["What the authors doubt"] == ["We did not test owls that live far from the sea, and the winter was a mild one."]
    assert page["What is left open"] == ["Future work could ask whether owls also follow the moon when no lamp is lit."]
    assert page["Terms it defines"] == ["An owl trap is a box with a lamp that owls enter by night."]
    assert page["What it builds on"] == [
        "Our work differs from earlier work by Duan et al. (2016), which studied bats in caves and not owls."
    ]
    assert page["Coverage"][0].endswith("No section of its own: conclusion.")


@pytest.mark.parametrize(
    "words",
    [
        "bats learn a map",  # what another work argues
        "Many people believe",  # what others believe
        "In Table 3 we show",  # a pointer
        "Finch and Crow",  # a number of another work
        "99% of the owls",  # a prompt in an appendix
    ],
)
def test_what_is_not_said_by_the_authors_of_a_study_is_no_point_of_it(
    words: str, page_of: Callable[[str], dict[str, list[str]]]
) -> None:
    assert words in STUDY
    assert not any(words in quote for quotes in page_of(STUDY).values() for quote in quotes)


def test_an_essay_gets_the_shape_of_an_essay(page_of: Callable[[str], dict[str, list[str]]]) -> None:
    page = page_of(ESSAY)
    assert "What was found" not in page and "How it was done" not in page
    assert page["In three lines"][0] == "I argue that nobody should watch owls, because owls that are watched do not hunt."
    assert "Ultimately, watching is a habit of keepers and not a need of theirs." in page["In three lines"]
    told = [
        quote for heading in ("In three lines", "What it claims", "How it argues, section by section") for quote in page[heading]
    ]
    assert "An owl that is watched must choose between the mouse and the eyes of the keeper." in told
    assert not any("Imagine" in quote for quote in told)


def test_no_sentence_stands_in_two_parts_but_a_term_s(page_of: Callable[[str], dict[str, list[str]]]) -> None:
    for text in (STUDY, ESSAY):
        shown = [quote for heading, quotes in page_of(text).items() if heading != "Terms it defines" for quote in quotes]
        quotes = [quote for quote in shown if quote in text]
        assert len(quotes) == len(set(quotes)) >= 4


def test_a_sentence_that_leans_is_quoted_with_the_one_before_it(page_of: Callable[[str], dict[str, list[str]]]) -> None:
    added = "The cries of owls carry far over the sea by night.\nTherefore, I propose that keepers should listen and never look."
    text = ESSAY.replace("enough to count them.", f"enough to count them.\n\n{added}")
    told = [quote for quotes in page_of(text).values() for quote in quotes if "keepers should listen" in quote]
    assert len(told) == 1
    assert told[0].startswith("The cries of owls carry far")


@pytest.mark.parametrize(
    ("sentence", "needs"),
    [
        ("These two ideas explain why lamps attract owls.", True),
        ("We think that if the wind is strong, these two sources of noise matter.", True),
        ("However, lamps attract owls.", True),
        ("For datasets of one lamp, however, we find no effect.", True),
        ("Over time, they will follow the lamp.", True),
        ("Both of the above ideas have limits.", True),
        ("In this paper, we combine the strengths of these two ideas.", True),
        ("This paper combines lamps and owls.", False),
        ("In this essay, I argue that lamps attract owls.", False),
        ("It remains unclear whether lamps attract owls.", False),
        ("Lamps attract owls in the winter.", False),
    ],
)
def test_a_sentence_in_mid_argument_is_recognised(sentence: str, needs: bool) -> None:
    assert leans(sentence) is needs


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("ABSTRACT", SectionRole.ABSTRACT),
        ("Executive summary", SectionRole.ABSTRACT),
        ("Discussion & Conclusion", SectionRole.CONCLUSION),
        ("Discussion and limitations", SectionRole.LIMITATIONS),
        ("Closing thoughts", SectionRole.CONCLUSION),
        ("Related work", SectionRole.BACKGROUND),
        ("Our Contributions", SectionRole.CONTRIBUTIONS),
        ("Author Contributions", SectionRole.APPARATUS),
        ("Experimental Setup", SectionRole.METHOD),
        ("Open problems", SectionRole.QUESTIONS),
        ("CoinRun (Example 1)", SectionRole.EXAMPLE),
        ("Section 2: Owls", SectionRole.BODY),
        ("Prompt for math word problems", SectionRole.APPENDIX),
        ("Acknowledgements", SectionRole.APPARATUS),
    ],
)
def test_the_role_of_a_section_is_known_by_its_name(title: str, role: SectionRole) -> None:
    sections = (Section("Owls", Span(0, 10)), Section(title, Span(10, 20)))
    assert SectionRoles(Manuscript("x" * 20, sections)).at(15) is role


def test_parts_of_a_named_section_share_its_role_and_what_follows_the_references_is_appendix() -> None:
    sections = (
        Section("Introduction", Span(0, 10)),
        Section("Methods", Span(10, 30)),
        Section("Owls", Span(12, 20), level=2),
        Section("References", Span(30, 40)),
        Section("More owls", Span(40, 50)),
    )
    roles = SectionRoles(Manuscript("x" * 50, sections))
    assert [roles.at(place) for place in (5, 15, 35, 45)] == [
        SectionRole.INTRODUCTION,
        SectionRole.METHOD,
        SectionRole.APPARATUS,
        SectionRole.APPENDIX,
    ]


def test_a_text_without_sections_has_roles_by_place() -> None:
    roles = SectionRoles(Manuscript("x" * 100))
    assert [roles.at(place) for place in (5, 50, 95)] == [SectionRole.INTRODUCTION, SectionRole.BODY, SectionRole.CONCLUSION]


def test_a_headline_number_of_the_abstract_is_a_result(page_of: Callable[[str], dict[str, list[str]]]) -> None:
    headline = "Dark barns keep 71.5% of the owls, within three epochs and on one GPU of the tower."
    page = page_of(STUDY.replace("Overall, our results", f"{headline}\nOverall, our results"))
    assert headline in page["What was found"]


def test_a_step_that_only_its_section_explains_is_no_method(page_of: Callable[[str], dict[str, list[str]]]) -> None:
    steps = (
        "We compare to lamps of another kind, and to owls of the same age.",
        "We measure how often they answer with string matching.",
    )
    page = page_of(STUDY.replace("We measured the distance", "\n".join((*steps, "We measured the distance"))))
    assert [step for step in steps if step in page["How it was done"]] == []
    assert any("distance between each owl and the lamp" in quote for quote in page["How it was done"])


@pytest.mark.parametrize(("method", "results"), [("Our approach", "Experiments"), ("Benchmark creation", "Evaluation")])
def test_a_report_of_experiments_has_the_shape_of_a_study(
    page_of: Callable[[str], dict[str, list[str]]], method: str, results: str
) -> None:
    text = STUDY.replace("## 3 Method", f"## 3 {method}").replace("## 4 Results", f"## 4 {results}")
    page = page_of(text.replace("follow the lamp 81% of the time", "follow the lamp 81% of the time by Pass@10"))
    assert "Owls with a bright lantern follow the lamp 81% of the time by Pass@10." in page["What was found"]
