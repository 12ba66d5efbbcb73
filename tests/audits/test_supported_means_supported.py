"""Only what a paper says in these relations is called supported; half a sentence turned round is called contradicted."""

from __future__ import annotations

from pathlib import Path

import pytest

import alignqa
from alignqa.answers.checks.agreement import Surrounded, difference
from alignqa.answers.checks.arrangement import rearranged
from alignqa.answers.checks.turning import turned
from alignqa.audits.contradiction import Quantity, has_quantity, opposite_words, other_number
from alignqa.audits.drafts.draft import read_draft
from alignqa.audits.findings import DraftPart, Finding, FindingVerdict, WhyNot
from alignqa.audits.works.references import ReferenceList, references_beside
from alignqa.wiring import auditor_of, open_home

pytestmark = pytest.mark.real

SUPPORTED, CONTRADICTED, SAME_SUBJECT = FindingVerdict.SUPPORTED, FindingVerdict.CONTRADICTED, FindingVerdict.SAME_SUBJECT
PAPER = """---
title: Keeping wicks in dry towers
author: [Ada Lark, Bruno Field]
year: 2020
---
# Wicks

Wicks must be kept dry before they are trimmed, since damp wicks smoke in the tower. We found that 64% of all towers are too damp
for trimming.

# Holders

A holder of wax cannot carry a lamp, because wax is softer than brass. The keepers grumble, and nobody should trim wicks
with iron shears. Long wicks burn faster than short ones.
"""


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("wicks")
    (folder / "wicks.md").write_text(PAPER, encoding="utf-8")
    alignqa.open_library(folder / "home").ingest([folder / "wicks.md"])
    return auditor_of(open_home(folder / "home"))


def judged(auditor, text: str, name: str = "draft.md", references: ReferenceList | None = None) -> list[Finding]:
    audit = auditor.audit(read_draft(text.encode(), name), references=references)
    return [finding for finding in audit.findings if finding.part is DraftPart.CONTENT]


@pytest.mark.parametrize(
    "claim",
    [
        "Wicks must be kept damp before they are trimmed",
        "Dry wicks smoke in the tower",
        "All towers are too dry for trimming",
        "Damp wicks do not smoke in the tower",
        "A holder of wax can carry a lamp",
        "Wax is harder than brass",
        "Everybody should trim wicks with iron shears",
        "Long wicks burn slower than short ones",
        "36% of all towers are too damp for trimming",
    ],
)
def test_half_a_sentence_turned_round_is_contradicted(auditor, claim: str):
    (finding,) = judged(auditor, f"{claim} (Lark and Field, 2020).\n")
    assert finding.verdict is CONTRADICTED
    assert finding.evidence


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("Nobody should trim wicks with silver shears", "silver"),
        ("Ropes must be kept dry before they are trimmed", "ropes"),
        ("Damp wicks hiss in the tower", "hiss"),
        ("Nobody should sell wicks with iron shears", "sell"),
        ("The tower smokes in damp wicks", "tower"),
        ("A lamp cannot carry a holder of wax", "lamp"),
        ("Brass is softer than wax", "changed places"),
        ("Wicks must be kept dry after they are trimmed", "after"),
        ("Wicks may be kept dry before they are trimmed", "must"),
        ("Wicks are kept dry before they are trimmed", "must"),
    ],
)
def test_a_word_of_its_own_or_another_part_in_the_sentence_is_not_supported(auditor, claim: str, words: str):
    (finding,) = judged(auditor, f"{claim} (Lark and Field, 2020).\n")
    assert finding.verdict is SAME_SUBJECT
    assert words in finding.message


@pytest.mark.parametrize(
    "sentence",
    [
        "Wicks must be kept dry before they are trimmed (Lark and Field, 2020).",
        "Lark and Field (2020) found that 64% of all towers are too damp for trimming.",
        "According to Lark and Field (2020), damp wicks smoke in the tower.",
        "Damp wicks smoke in the tower, as Lark and Field (2020, p. 12) show.",
        "Damp wicks smoke in the tower, say Lark and Field (2020).",
        "Because wax is softer than brass, a holder of wax cannot carry a lamp (Lark and Field, 2020).",
        "Nobody should trim wicks with iron shears (Lark and Field, 2020).",
        "Iron shears should not be used. Long wicks burn faster than short ones (Lark and Field 2020: 36–38).",
        # The place in the work is no number of the claim.
        "Damp wicks smoke in the tower [@lark2020keeping, p. 36].",
        "Damp wicks smoke in the tower [see @lark2020keeping, pp. 33-35; also @lark2020keeping, chap. 3].",
        "@lark2020keeping [p. 36] writes that damp wicks smoke in the tower.",
        "Lark and Field (2020, 36) write that damp wicks smoke in the tower.",
        "Lark and Field (2020: 36) write that damp wicks smoke in the tower.",
        "Damp wicks smoke in the tower.[@lark2020keeping, p. 36] Towers are tall.",
    ],
)
def test_what_the_paper_says_is_supported_however_it_is_cited(auditor, sentence: str):
    assert [finding.verdict for finding in judged(auditor, f"{sentence}\n")] == [SUPPORTED]


TEX = r"\documentclass{article}\begin{document}"


@pytest.mark.parametrize(
    "text",
    [
        rf"{TEX}Damp wicks smoke \cite[p.~36]{{lark}}. \nocite{{*}} Wax is softer than brass \citep{{lark}}.\end{{document}}",
        f"{TEX}Damp wicks smoke \\cite{{lark}}. \\nocite{{*}}\nWax is softer than brass \\citep[36]{{lark}}.\\end{{document}}",
        rf"{TEX}Damp wicks smoke \cite{{lark}}. \label{{a}}\index{{b}} Wax is softer than brass \cite{{lark}}.\end{{document}}",
        rf"{TEX}Damp wicks smoke \cite{{lark}}. \citet[p.~36]{{lark}} say that wax is softer than brass.\end{{document}}",
        rf"{TEX}Damp wicks smoke \cite{{lark}}. \emph{{Wax}} is softer than brass \cite{{lark}}.\end{{document}}",
    ],
)
def test_commands_between_two_sentences_do_not_join_them(auditor, text: str, tmp_path: Path):
    entry = "@article{lark, title={Keeping wicks in dry towers}, author={Lark, Ada and Field, Bruno}, year={2020}}"
    (tmp_path / "d.bib").write_text(entry, encoding="utf-8")
    found = judged(auditor, text, "d.tex", references_beside(tmp_path / "d.tex", text))
    assert [finding.verdict for finding in found] == [SUPPORTED, SUPPORTED]
    assert found[0].about.split()[0] == "Damp"


@pytest.mark.parametrize(
    "text",
    [
        "Damp wicks smoke in the tower [@lark2020keeping]. @lark2020keeping says that wax is softer than brass.",
        "Damp wicks smoke (Lark and Field, 2020). **Wax** is softer than brass (Lark and Field, 2020).",
    ],
)
def test_markup_between_two_sentences_of_markdown_does_not_join_them(auditor, text: str):
    assert [finding.verdict for finding in judged(auditor, text)] == [SUPPORTED, SUPPORTED]


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("It is so (Lark and Field, 2020).", {WhyNot.SHORT: 1}),
        ("So they do [@lark2020keeping].", {WhyNot.SHORT: 1}),
        ("This is it. We are so. Damp wicks smoke (Lark and Field, 2020).", {WhyNot.UNCITED: 2}),
        ("(Lark and Field, 2020)", {}),
        ("See also Lark and Field (2020).", {}),
    ],
)
def test_a_sentence_of_function_words_is_named_and_a_bare_reference_is_not(auditor, text: str, reasons: dict[WhyNot, int]):
    audit = auditor.audit(read_draft(f"Wicks are lit at dusk by their keepers in every tower.\n\n{text}\n".encode(), "draft.md"))
    counted = {item.reason: item.count for item in audit.not_judged}
    counted[WhyNot.UNCITED] -= 1  # the sentence before, which shows that the draft is in English
    assert {reason: count for reason, count in counted.items() if count} == reasons


def test_a_key_is_listed_once_whatever_place_it_names(auditor, tmp_path: Path):
    entry = "@article{lark, title={Keeping wicks in dry towers}, author={Lark, Ada and Field, Bruno}, year={2020}}"
    (tmp_path / "d.bib").write_text(entry, encoding="utf-8")
    text = (
        rf"{TEX}\citeauthor{{lark}} (\citeyear{{lark}}) write that damp wicks smoke \autocite[12]{{lark}}."
        "\n\n"
        r"Wax is softer than brass \cite[Sec.~9]{lark} and \cite[p.~3]{lark}.\end{document}"
    )
    audit = auditor.audit(read_draft(text.encode(), "d.tex"), references=references_beside(tmp_path / "d.tex", text))
    found = [finding for finding in audit.findings if finding.part is DraftPart.CITATION]
    assert [(finding.verdict, finding.message) for finding in found] == [
        (FindingVerdict.RIGHT, "The citation is repeated on line 3.")
    ]


def test_a_key_of_two_files_is_defined_twice_if_they_mean_different_works(tmp_path: Path):
    one = "@article{lark, title={Keeping wicks in dry towers}, author={Lark, Ada}, year=2020}\n"
    (tmp_path / "a.bib").write_text(one + one.replace("{lark", "{moss") + one.replace("{lark", "{reed") * 2, encoding="utf-8")
    same = "@article{lark,\n  title = {{Keeping} Wicks in Dry Towers}, author = {Ada Lark}, journal = {Towers}, year = {2020}}\n"
    (tmp_path / "b.bib").write_text(same + one.replace("{lark", "{moss").replace("2020", "2021"), encoding="utf-8")
    text = r"\bibliography{a,b}"
    assert references_beside(tmp_path / "d.tex", text).repeated == {"moss", "reed"}


ROWS = Path(__file__).parents[1] / "answers" / "writing" / "claims_of_a_liar.tsv"


def verdict_on(evidence: str, claim: str) -> FindingVerdict:
    context = "Notes on Runs Ada Ash 2024"
    if not rearranged(claim, [evidence], context, authors="Ada Ash 2024") and not difference(
        claim, Surrounded(evidence, f"{evidence} {context}")
    ):
        return SUPPORTED
    plain = other_number(claim, evidence) or opposite_words(claim, evidence) or turned(claim, evidence)
    return CONTRADICTED if plain else SAME_SUBJECT


def test_of_claims_in_the_words_of_their_evidence_most_true_and_hardly_any_false_ones_are_supported():
    rows = [line.split("\t") for line in ROWS.read_text("utf-8").splitlines()[1:]]
    true = [verdict_on(evidence, claim) for kind, evidence, claim in rows if kind == "true"]
    false = [verdict_on(evidence, claim) for kind, evidence, claim in rows if kind != "true"]
    assert true.count(SUPPORTED) >= 0.65 * len(true)
    assert true.count(CONTRADICTED) <= 0.03 * len(true)
    assert false.count(SUPPORTED) <= 0.05 * len(false)
    assert false.count(CONTRADICTED) >= 0.25 * len(false)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Dry wicks smoke less than damp ones.", "Damp wicks smoke more than dry ones."),
        (
            "Wicks are trimmed in the first watch and lit in the last.",
            "Wicks are lit in the last watch and trimmed in the first.",
        ),
        ("Keepers trim wicks with brass rather than with iron.", "Keepers trim wicks with brass and not with iron."),
        ("Wicks smoke in the tower.", "Wicks that are damp smoke, and wicks that are not damp glow in the tower."),
        ("Dry wicks are trimmed after dusk.", "Damp wicks are trimmed before dusk, and dry wicks are trimmed after dusk."),
    ],
)
def test_two_reversals_and_another_clause_make_no_contradiction(claim: str, evidence: str):
    assert turned(claim, evidence) is None
    assert opposite_words(claim, evidence) is None


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("We doubt that iron pans keep their heat in winter.", "doubt"),
        ("It is false that iron pans keep their heat in winter.", "false that"),
        ("There is no evidence that iron pans keep their heat in winter.", "no evidence that"),
        ("We asked whether iron pans keep their heat in winter.", "whether"),
        ("Some argue that iron pans keep their heat in winter.", "some argue"),
        ("It is often said that iron pans keep their heat in winter.", "is often said"),
        ("We reject the claim that iron pans keep their heat in winter.", "reject"),
    ],
)
def test_what_a_paper_doubts_denies_asks_or_reports_is_not_what_it_says(source: str, said: str) -> None:
    claim = "Iron pans keep their heat in winter."
    assert f"“{said}”" in difference(claim, Surrounded(source, source))
    assert difference(source, Surrounded(source, source)) == ""
    plain = "We found that iron pans keep their heat in winter."
    assert difference(claim, Surrounded(plain, plain)) == ""


def test_numbers_with_a_scale_are_compared_with_their_like_only():
    found = other_number("PaLM comes in sizes of 8B, 62B and 340B parameters.", "It has models of 8B, 62B, and 540B parameters.")
    assert found is not None
    assert [quantity.shown for quantity in found] == ["340 billion", "540 billion"]
    assert other_number("It was trained on 2 trillion tokens.", "It was trained on 4 times as many tokens.") is None
    assert other_number("It has 70 billion parameters.", "It costs 3 billion dollars.") is None
    assert other_number("Fifty percent of lamps glow.", "In all, 50% of lamps glow.") is None
    assert not has_quantity("Tokens 2.4 2.6 2.8 of the lamp", Quantity("2.6", frozenset({"trillion", "token"})), "lamp tokens")
    assert has_quantity("The lamp saw 2.6T tokens", Quantity("2.6", frozenset({"trillion", "token"})), "lamp tokens")
