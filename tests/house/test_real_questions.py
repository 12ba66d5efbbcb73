"""The main job on real papers: a part of them ingested into a home of its own, questions asked, answers read.

`make eval` ingests all of them.
The expected terms are a few words each; the papers are read from beside the checkout and never copied into it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import alignqa
from alignqa.answers.quoting import verification
from alignqa.index.ingestion import IngestOutcome
from places import LITERATURE

PAPERS = LITERATURE / "papers"
READ = (
    *("hubinger2019-rflo", "atlas-textbook/06", "pdf/01*", "html"),
    *(
        "articles/*Goal Misgeneralization*",
        "articles/alignmentforum-risks-from-learned*",
        "articles/shah*",
        "articles/lesswrong*",
    ),
)
LONGEST = PAPERS / "greenblatt2024-alignment-faking" / "anthropic-alignment-faking.md"

pytestmark = [
    pytest.mark.real,
    pytest.mark.literature,
    pytest.mark.skipif(not PAPERS.is_dir(), reason=f"the papers are missing: {PAPERS}"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("literature-home")
    library = alignqa.open_library(folder)
    papers = [path for name in READ for path in sorted(PAPERS.glob(name))]
    text = LONGEST.read_text(encoding="utf-8")
    papers.append(tmp_path_factory.mktemp("begun") / LONGEST.name)
    papers[-1].write_text(text[: text.rfind("\n\n", 0, 120_000)], encoding="utf-8")  # it takes as long as all others
    report = library.ingest(papers)
    refused = report.of(IngestOutcome.REFUSED)
    assert all(file.message and file.hint for file in refused), "every refusal has a reason and a hint"
    assert len(report.of(IngestOutcome.ADDED)) >= 25, [file.message for file in refused]
    again = library.ingest(papers)
    assert not again.of(IngestOutcome.ADDED, IngestOutcome.REPLACED)
    return folder


@pytest.fixture(scope="module")
def assistant(home: Path) -> alignqa.Assistant:
    return alignqa.open(home)


def _quotes(outcome: alignqa.Answer | alignqa.Abstention) -> list[alignqa.Citation]:
    assert isinstance(outcome, alignqa.Answer), outcome
    return list(outcome.citations)


def _with(citations: list[alignqa.Citation], *terms: str) -> list[alignqa.Citation]:
    return [c for c in citations if all(term in c.quote.exact.casefold() for term in terms)]


def test_the_definition_of_a_mesa_optimizer_with_section_and_page(assistant: alignqa.Assistant) -> None:
    found = _with(
        _quotes(assistant.ask("What is a mesa-optimizer according to Hubinger 2019?", papers=["hubinger2019risks"])),
        "itself an optimizer",
    )
    assert found
    assert found[0].locator.section
    assert found[0].locator.page


def test_the_definition_of_pseudo_alignment_with_section_and_page(assistant: alignqa.Assistant) -> None:
    found = _with(
        _quotes(assistant.ask("What is pseudo-alignment in Hubinger et al. 2019?", papers=["hubinger2019risks"])), "training data"
    )
    assert found
    assert found[0].locator.section
    assert found[0].locator.page


def test_inner_and_outer_alignment_are_told_apart(assistant: alignqa.Assistant) -> None:
    found = _quotes(assistant.ask("How does inner alignment differ from outer alignment?"))
    assert _with(found, "outer alignment", "inner alignment")


def test_the_conditions_of_deceptive_alignment(assistant: alignqa.Assistant) -> None:
    found = _quotes(assistant.ask("What are the necessary conditions for deceptive alignment in Hubinger et al. 2019?"))
    assert _with(found, "extends across")
    assert _with(found, "being selected")
    assert _with(found, "threat of modification")


def test_how_often_the_model_complied_in_training(assistant: alignqa.Assistant) -> None:
    found = _quotes(
        assistant.ask(
            "How often did Claude 3 Opus comply with harmful queries when it thought its answers were used for training?"
        )
    )
    assert _with(found, "14%")


def test_goal_misgeneralisation_after_shah(assistant: alignqa.Assistant) -> None:
    found = _quotes(assistant.ask("What is goal misgeneralization according to Shah et al. 2022?"))
    assert _with(found, "capabilities", "generalise")
    assert found[0].paper_id == "shah2022undesired"


def test_ice_cream_is_off_topic(assistant: alignqa.Assistant) -> None:
    outcome = assistant.ask("Is chocolate better than vanilla ice cream?")
    assert isinstance(outcome, alignqa.Abstention)
    assert outcome.reason is alignqa.Reason.OFF_TOPIC


def test_answers_from_real_papers_verify(assistant: alignqa.Assistant, home: Path) -> None:
    catalogue = alignqa.open_library(home).catalogue()
    for question in ("What is corrigibility?", "Why do models fake alignment?", "What are emergent abilities?"):
        data = json.loads(json.dumps(assistant.ask(question).to_dict()))
        checks = verification.verify(data, catalogue)
        assert checks
        assert not [check for check in checks if check.fault]
    catalogue.close()


def test_the_index_holds(home: Path) -> None:
    assert alignqa.open_library(home).verify() == []
