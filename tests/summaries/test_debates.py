"""Debates: the claim of a question, the side of a sentence, who holds what, and what is said when nobody takes a side."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import alignqa
from alignqa.cli.main import app
from alignqa.errors import UnknownPaper, UsageError
from alignqa.summaries.debates.claim import read_claim
from alignqa.summaries.debates.stance import StanceFinder
from alignqa.summaries.subjects.sides import Side, side_of_heading

FOR, AGAINST = Side.FOR, Side.AGAINST
KEEPERS = """## Arguments for lantern drift

Hidden oil rewards every hour of darkness, so that lantern drift pays off in training.

## Arguments against lantern drift

A lantern would have to plan far ahead for lantern drift, and small wicks cannot plan.

## What we hold

We doubt that lantern drift will occur in candles.
Lantern drift is likely in every town with a harbour.
If lantern drift is likely, keepers should sleep by day.
Is lantern drift likely?
Gale (2007) argues that lantern drift is unlikely in winter.
Polished mirrors do not prevent lantern drift in towns.
Larger mirrors may prevent lantern drift in some towns.
"""


@pytest.fixture
def keepers(tmp_path: Path, lantern_home: Path) -> Path:
    """The lanterns with one more paper, which argues."""
    folder = tmp_path / "more"
    folder.mkdir()
    head = '---\ntitle: "Do lanterns drift?"\nauthors: ["Ina Autumn"]\nyear: 2013\n---\n\n# Do lanterns drift?\n\n'
    (folder / "autumn.md").write_text(head + KEEPERS, encoding="utf-8")
    home = tmp_path / "home"
    assert CliRunner().invoke(app, ["--home", str(home), "ingest", str(folder)]).exit_code == 0
    return home


@pytest.mark.parametrize(
    ("asked", "claim"),
    [
        ("Will AIs scheme?", "AIs will scheme"),
        ("Is deceptive alignment likely?", "Deceptive alignment is likely"),
        ("How likely is deceptive alignment?", "Deceptive alignment is likely"),
        ("Is it likely that AIs will scheme?", "It is likely that AIs will scheme"),
        ("Do you think that AIs will scheme?", "AIs will scheme"),
        ("Is reward the optimization target?", "Reward is the optimization target"),
        ("Can interpretability detect deception?", "Interpretability can detect deception"),
        ("Isn't scheming unlikely?", "Scheming is not unlikely"),
        ("“Deceptive alignment is likely.”", "Deceptive alignment is likely"),
        ("Should we pause AI development?", "We should pause AI development"),
        ("Is the moon made of cheese?", "The moon is made of cheese"),
    ],
)
def test_a_question_is_turned_to_a_claim(asked: str, claim: str):
    assert read_claim(asked).text == claim


@pytest.mark.parametrize(("asked", "said"), [("Why do AIs scheme?", "more than"), (" ?", "empty"), ("x " * 400, "characters")])
def test_what_is_no_claim_is_refused(asked: str, said: str):
    with pytest.raises(UsageError, match=said):
        read_claim(asked)


@pytest.mark.parametrize(
    ("claim", "sentence", "side"),
    [
        ("Scheming is likely", "We think that scheming is quite likely.", FOR),
        ("Scheming is likely", "Scheming isn't likely.", AGAINST),
        ("Scheming is likely", "It is unlikely that models engage in scheming.", AGAINST),
        ("Scheming is likely", "I am skeptical that scheming will occur.", AGAINST),
        ("Scheming is likely", "We find no evidence of scheming.", AGAINST),
        ("Scheming is unlikely", "We think that scheming is quite likely.", AGAINST),
        ("Deceptive alignment is likely", "Once it has a model of the goal, it is likely to become deceptively aligned.", FOR),
        ("Will AIs scheme?", "We show that models will scheme against us.", FOR),
        ("Will AIs scheme?", "Such models are unlikely to scheme.", AGAINST),
        ("Reward is the optimization target", "Reward is not the trained agent’s optimization target.", AGAINST),
        ("Interpretability can detect deception", "Interpretability could reliably detect deception.", FOR),
        ("Interpretability can detect deception", "Interpretability cannot detect deception.", AGAINST),
        ("Larger models are more truthful", "The larger models were actually less truthful.", AGAINST),
        ("RLHF solves alignment", "RLHF fails to solve alignment.", AGAINST),
    ],
)
def test_the_side_of_a_sentence(claim: str, sentence: str, side: Side):
    found = StanceFinder.of(read_claim(claim)).side(sentence)
    assert found is not None
    assert found.side is side
    assert found.words in sentence


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Scheming is likely", "How likely scheming is remains unclear."),
        ("Scheming is likely", "If scheming is likely, we should prepare."),
        ("Scheming is likely", "Is scheming likely?"),
        ("Scheming is likely", "Scheming is likely to be detected by monitors."),
        ("Scheming is likely", "Longer training makes scheming more likely."),
        ("Scheming is likely", "We look for evidence of scheming."),
        ("Scheming is likely", "Thoughts about scheming are likely."),
        ("Will AIs scheme?", "They may not be robust to models that will scheme."),
        ("Will AIs scheme?", "Claude 3 Opus does not scheme here."),
        ("RLHF solves alignment", "RLHF may solve alignment."),
        ("RLHF solves alignment", "The users of RLHF solve alignment."),
        ("RLHF solves alignment", "RLHF is popular because debates solve alignment."),
        ("RLHF solves alignment", "We do not doubt that RLHF solves alignment."),
        ("Alignment is hard", "Alignment is hard to define."),
        ("Alignment is hard", "They disagree over the slogan “alignment is hard”."),
        ("Alignment is hard", "Then we’d have evidence that alignment is hard."),
        ("Alignment is hard", "Alignment faking is hard."),
        ("LLMs are agents", "Agents are likely."),
        ("Drift is a problem", "Drift is not a problem that is limited to games."),
        ("Do models have goals?", "A system has goal robustness."),
        ("Corrigibility is natural", "A model may predict what is corrigible, or otherwise anti-natural."),
        ("Interpretability can detect deception", "Whether interpretability can detect deception is open."),
    ],
)
def test_a_sentence_whose_side_is_unclear_has_none(claim: str, sentence: str):
    assert StanceFinder.of(read_claim(claim)).side(sentence) is None


@pytest.mark.parametrize(
    ("path", "side"),
    [
        ("Scheming > Arguments that it is likely", FOR),
        ("Scheming > Arguments that it is unlikely", AGAINST),
        ("The Case for Model Organisms > The Scientific Case", FOR),
        ("Objections > Replies to objections", None),
        ("Arguments for what?", None),
        ("Results", None),
    ],
)
def test_a_heading_tells_a_side(path: str, side: Side | None):
    assert side_of_heading(path) is side


def test_each_side_is_quoted_and_reports_stand_apart(keepers: Path):
    found = alignqa.debate("Is lantern drift likely?", home=keepers)
    groups = {(side, own): [one.citation.quote.exact for one in entries] for side, own, entries in found.groups()}
    assert "Lantern drift is likely in every town with a harbour." in groups[FOR, True]
    assert "We doubt that lantern drift will occur in candles." in groups[AGAINST, True]
    assert groups[AGAINST, False] == ["Gale (2007) argues that lantern drift is unlikely in winter."]
    shown = [quote for quotes in groups.values() for quote in quotes]
    assert not any(quote.startswith(("If", "Is", "Polished", "Larger")) for quote in shown)
    assert [str(work) for one in found.entries for work in one.reported] == ["Gale 2007"]
    under = {one.citation.quote.exact: one.label for one in found.entries}
    assert "under “Arguments for lantern drift”" in under[groups[FOR, True][0]] or len(groups[FOR, True]) == 1


def test_a_denial_of_a_claim_with_an_object_is_against_it_and_a_possibility_is_no_side(keepers: Path):
    found = alignqa.debate("Mirrors prevent lantern drift", home=keepers)
    assert [(one.side, one.citation.quote.exact) for one in found.entries] == [
        (AGAINST, "Polished mirrors do not prevent lantern drift in towns.")
    ]


def test_the_command_prints_json_that_is_proven_and_abstains_with_the_nearest_passages(keepers: Path):
    def run(*words: str, said: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(app, ["--home", str(keepers), *words], input=said)
        return result.exit_code, result.stdout

    code, printed = run("debate", "Lantern drift is likely", "--json")
    assert code == 0
    entries = json.loads(printed)["debate"]["entries"]
    assert {entry["side"] for entry in entries} == {"for", "against"}
    assert run("verify", "-", said=printed)[0] == 0
    assert run("debate", "Lantern drift is likely", "--markdown")[1].startswith("## Lantern drift is likely\n\n### For\n")
    code, nothing = run("debate", "Lantern drift is beautiful")
    assert code == 3
    assert "plainly says this" in nothing and "The nearest passages, which take no side:" in nothing
    assert run("debate", "Who drifts?")[0] == 2
    assert run("debate", "Zeppelins fly")[0] == 3


def test_filters_limit_a_debate(keepers: Path):
    with pytest.raises(UnknownPaper):
        alignqa.debate("Lantern drift is likely", home=keepers, authors=["Nobody"])
    with pytest.raises(UsageError, match="cannot be shown"):
        alignqa.debate("Lantern drift is likely", home=keepers, count=0)
    assert len(alignqa.debate("Lantern drift is likely", home=keepers, years=(2013, None), count=1).entries) == 3
