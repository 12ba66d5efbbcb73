"""Pages of the seeds' two subjects, made from the bundled notes: what stands on them, and what an audit finds in them."""

import re
from contextlib import closing
from pathlib import Path

import pytest

import alignqa
from alignqa.audits.findings import FindingVerdict
from alignqa.papers.identity.literature import read_literature
from alignqa.render.pages import page_markdown
from alignqa.render.typeset.manuscript_files import pandoc_file
from alignqa.render.typeset.pieces import page_pieces
from alignqa.summaries.concept_pages import Concept, ConceptPages
from alignqa.summaries.pages import SummaryPage
from alignqa.summaries.subjects.reported import ReportedWorks
from places import REPOSITORY

SEEDS = ("inner alignment", "outer and inner alignment")
LITERATURE = read_literature(REPOSITORY / "corpus" / "papers.toml")


@pytest.fixture(scope="module", params=SEEDS)
def page(request: pytest.FixtureRequest, primer_home: Path) -> SummaryPage:
    library = alignqa.open_library(primer_home)
    with closing(library.catalogue()) as catalogue:
        return ConceptPages(catalogue, library.embedder.identity, literature=LITERATURE).page(Concept(request.param))


def quotes(page: SummaryPage, heading: str) -> list[str]:
    return [item.quote.exact for part in page.parts if part.heading == heading for item in part.items]


def test_the_seeds_are_defined_debated_on_both_sides_and_traced_to_their_origin(page: SummaryPage):
    assert quotes(page, "In three lines")[0].split(" is ")[0] in {"Inner alignment", "Outer alignment"}
    assert any("chose the words outer and inner" in quote for quote in quotes(page, "Origin"))
    in_favour, against = (quotes(page, f"Debates and critiques: {side}") for side in ("in favour", "against"))
    assert any(quote.startswith("Eliezer Yudkowsky (2022") for quote in in_favour)
    assert any(quote.startswith("Turner (2022) concludes") for quote in against)
    assert not set(in_favour) & set(against)
    assert quotes(page, "Key results")


def test_no_quote_stands_twice_and_what_is_reported_names_its_source(page: SummaryPage):
    items = [item for part in page.parts for item in part.items]
    assert len({item.quote.exact for item in items}) == len(items)
    labels = {item.label for item in items if item.quote.exact.startswith("Outer alignment lies between")}
    assert labels == {"reports Hubinger et al. 2019, sec. 1.2"}
    assert not any(item.reported for item in items if item.label == "definition")


@pytest.mark.parametrize("form", ["page", "pandoc"])
def test_an_audit_of_the_page_finds_no_fault_and_every_statement_supported(page: SummaryPage, primer_home: Path, form: str):
    pieces = list(page_pieces(page))
    text = page_markdown(page) if form == "page" else pandoc_file(pieces, list_name="works.bib")
    audit = alignqa.audit(text, home=primer_home)
    assert audit.problems == ()
    verdicts = [finding.verdict for finding in audit.findings if finding.part.value == "content"]
    judged = [verdict for verdict in verdicts if verdict is not FindingVerdict.NOT_AT_HAND]
    assert len(judged) >= 6
    assert set(judged) == {FindingVerdict.SUPPORTED}


def test_the_example_in_the_guide_is_what_the_command_writes(primer_home: Path):
    library = alignqa.open_library(primer_home)
    with closing(library.catalogue()) as catalogue:
        made = ConceptPages(catalogue, library.embedder.identity, literature=LITERATURE).page(Concept(SEEDS[0]))
    assert (REPOSITORY / "docs/guide/examples/concept-page.md").read_text(encoding="utf-8") == page_markdown(made)


@pytest.mark.parametrize(
    ("sentence", "works"),
    [
        ("Hubinger et al. (2019, section 1.4) name two problems.", ["Hubinger et al. 2019, sec. 1.4"]),
        ("It is speculative (Hubinger et al. 2019, section 1.1).", ["Hubinger et al. 2019, sec. 1.1"]),
        ("Jeremy Gillen and Peter Barnett (2024) use both words.", ["Gillen and Barnett 2024"]),
        ("Shah and colleagues describe in 2022 an agent that follows.", ["Shah et al. 2022"]),
        ("The AI Safety Atlas says that it is unclear.", ["AI Safety Atlas"]),
        ("According to the AI Safety Atlas, it is unclear.", ["AI Safety Atlas"]),
        ("In the report of 2019 nothing is said.", []),
        ("We argue in Section 2019 of this.", []),
    ],
)
def test_the_works_that_a_sentence_reports(sentence: str, works: list[str]):
    assert [str(work) for work in ReportedWorks((), LITERATURE).within(sentence, frozenset())] == works


def test_a_work_is_none_of_its_own_reports_and_an_address_is_given_only_where_one_work_is_meant():
    found = ReportedWorks((), LITERATURE)
    assert found.within("Hubinger et al. (2019) name two problems.", frozenset({"hubinger"})) == ()
    addresses = [work.url for work in found.within("Hubinger et al. (2019) and Greenblatt et al. (2024) differ.", frozenset())]
    assert addresses == ["https://arxiv.org/abs/1906.01820", None]


def test_a_label_links_to_the_page_of_the_work_or_to_its_address(page: SummaryPage):
    assert re.search(r"\*reports \[AI Safety Atlas\]\(<https://ai-safety-atlas\.com>\)\*", page_markdown(page))
