"""Pages of papers and concepts: what stands on them, and what is said where nothing does."""

import pytest

from alignqa.answers.answer import Answer
from alignqa.errors import UsageError
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.library import Library
from alignqa.render.pages import link, matrix_csv, page_markdown
from alignqa.summaries.concept_pages import Concept, ConceptPages
from alignqa.summaries.lists import read_concepts, read_questions
from alignqa.summaries.pages import SummaryPage, file_name
from alignqa.summaries.paper_pages import PaperPages
from alignqa.summaries.statements import ClaimKind, claim_kind, hedges
from alignqa.summaries.tables.shown_cells import ShownCell


@pytest.fixture
def winter(lanterns: Catalogue, lantern_library: Library) -> SummaryPage:
    paper = lanterns.paper("winter2003lantern")
    assert paper is not None
    return PaperPages(lanterns, lantern_library.embedder.identity).page(paper)


@pytest.fixture
def concepts(lanterns: Catalogue, lantern_library: Library) -> ConceptPages:
    return ConceptPages(lanterns, lantern_library.embedder.identity)


def shown(page: SummaryPage, heading: str) -> dict[str, str]:
    """The quotes of a part with their labels."""
    part = next(part for part in page.parts if part.heading == heading)
    return {item.quote.exact: item.label for item in part.items}


def test_a_paper_page_tells_what_was_done_found_doubted_left_open_and_defined(winter: SummaryPage):
    found = "We found that 31 of the 40 lanterns drifted within two weeks, a rate of 78%."
    expected = "We expect that lantern drift will become common before 2040, although this may depend on the oil."
    assert list(shown(winter, "In three lines"))[:2] == [expected, found]
    assert list(shown(winter, "What was found")) == ["The drift was twice as large in lanterns that were never watched."]
    assert list(shown(winter, "How it was done")) == [
        "We trained forty lanterns for three weeks and measured their glow every evening with a mirror."
    ]
    limit = "Our sample is small, and we did not test lanterns of the southern coast."
    assert list(shown(winter, "What the authors doubt")) == [limit]
    assert list(shown(winter, "What is left open")) == [
        "It remains unclear whether a drifted lantern can be lit again for its keeper."
    ]
    assert list(shown(winter, "Terms it defines").values()) == ["lantern drift"]


def test_the_coverage_line_names_sections_that_are_quoted_those_that_are_not_and_those_that_lack(winter: SummaryPage):
    assert winter.parts[-1].note == (
        "Quotes come from 5 of 5 sections. "
        "Represented: Introduction; Method; Results; Limitations; Discussion. Not represented: none. "
        "No section of its own: abstract, conclusion."
    )


def test_a_quote_on_several_parts_has_one_marker(winter: SummaryPage):
    outcome = winter.outcome()
    assert isinstance(outcome, Answer)
    exact = [citation.quote.exact for citation in outcome.citations]
    assert len(exact) == len(set(exact))
    assert [claim.text for claim in outcome.claims] == exact


def test_a_concept_page_has_three_lines_invents_no_part_and_quotes_nothing_in_mid_argument(concepts: ConceptPages):
    page = concepts.page(Concept("lantern drift"))
    lines, further = shown(page, "In three lines"), shown(page, "Definition")
    assert next(iter(lines.values())) == "definition"
    assert len(further) == 1
    assert not set(lines) & set(further)
    against = shown(page, "Debates and critiques: against")
    assert not any(quote.startswith("However") for quote in against)
    part = next(part for part in page.parts if part.heading == "Origin")
    assert part.items == () and "left empty rather than invented" in part.note


def test_a_concept_that_nobody_mentions_has_a_page_that_says_so(concepts: ConceptPages):
    page = concepts.page(Concept("lantern dirft"), others=[Concept("lantern drift")])
    assert page.parts[0].note == "No paper in the index mentions it. The nearest concepts are listed below."
    assert page.links[0] == "lantern drift"
    assert page.to_dict()["outcome"] == "abstained"


def test_a_page_as_markdown_links_and_names_its_sources(concepts: ConceptPages):
    page = concepts.page(Concept("lantern drift"), others=[Concept("lantern drift"), Concept("oil")])
    assert "- oil\n" in page_markdown(page)
    text = page_markdown(page, existing={"oil"})
    assert "- [[oil|oil]]" in text
    assert "**Winter 2003**: *definition*\n\n> Lantern drift is a shift" in text
    assert "[@winter2003lantern, sec. “Introduction”]" in text
    assert text.count("<https://example.org/2003>") == 1


def test_a_link_cannot_be_ended_by_its_title():
    assert link("a]]b|c") == "[[a-b-c|a b c]]"


def test_names_of_files_are_plain_and_never_those_of_the_folder_itself():
    assert file_name("Goodhart’s law (1975)") == "goodhart-s-law-1975"
    assert file_name("Index") == "index-page"


def test_a_cell_never_begins_as_a_formula_does():
    assert matrix_csv(["=1+1"], [("winter", (ShownCell(None),))]) == "paper,'=1+1\nwinter,not found\n"


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Imagine a lantern that is lit by nobody.", ClaimKind.THOUGHT_EXPERIMENT),
        ("Our results show that 40% of them drift.", ClaimKind.EMPIRICAL),
        ("Lanterns will likely outnumber keepers within ten years.", ClaimKind.FORECAST),
        ("Therefore no keeper can rely on the glow alone.", ClaimKind.ARGUMENT),
        ("Lanterns hang on the wall.", None),
    ],
)
def test_the_kind_of_a_claim(sentence: str, kind: ClaimKind | None):
    assert claim_kind(sentence) is kind


def test_hedges_are_the_words_that_take_back():
    assert hedges("We suspect that it may, perhaps, drift.") == ("we suspect", "may", "perhaps")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("concepts: [drift]\nwho: me\n", "unknown keys: who"),
        ("concepts: [{name: drift, alias: x}]\n", "unknown keys: alias"),
        ("concepts: []\n", "no list of concepts"),
        ("concepts: [drift, Drift]\n", "twice"),
        ("concepts: [3]\n", "neither a string nor a mapping"),
        ("a: [", "not YAML"),
    ],
)
def test_a_faulty_list_is_refused_with_its_reason(text: str, said: str):
    with pytest.raises(UsageError, match=said):
        read_concepts(text, name="concepts.yaml")


def test_lists_are_read():
    assert read_concepts("[drift, {name: oil, also: [fuel]}]", name="c") == (Concept("drift"), Concept("oil", ("fuel",)))
    assert read_questions("questions: ['What is drift?']", name="q") == ("What is drift?",)
