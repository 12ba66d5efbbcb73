"""An audit as a user meets it: a draft in, verdicts with proven quotes out."""

from __future__ import annotations

from pathlib import Path

import pytest

import alignqa
from alignqa.answers.answer import Citation
from alignqa.audits.corrections import corrected
from alignqa.audits.drafts.draft import Form, read_draft
from alignqa.audits.findings import Audit, DraftPart, Finding, FindingVerdict
from alignqa.wiring import auditor_of, open_home

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def auditor(cited_home: Path):
    return auditor_of(open_home(cited_home))


def audited(auditor, text: str, name: str = "draft.md") -> Audit:
    return auditor.audit(read_draft(text.encode(), name))


def verdicts(audit: Audit, part: DraftPart) -> list[FindingVerdict]:
    return [finding.verdict for finding in audit.findings if finding.part is part]


def only(audit: Audit, part: DraftPart) -> Finding:
    (finding,) = [finding for finding in audit.findings if finding.part is part]
    return finding


# citations


@pytest.mark.parametrize(
    ("sentence", "verdict", "message"),
    [
        ("Lark et al. (2020) reward glowing.", FindingVerdict.RIGHT, ""),
        ("Glowing is rewarded (Lark et al., 2020, section 3).", FindingVerdict.RIGHT, ""),
        ("Glowing is rewarded (Lark et al., 2020, section 7).", FindingVerdict.WRONG_SECTION, "its sections are 1, 2, 3"),
        ("Lark et al. (2021) reward glowing.", FindingVerdict.WRONG_YEAR, "The work is from 2020, not 2021."),
        ("Moss and Reed (2019) count oil.", FindingVerdict.WRONG_YEAR, "from 2018, not 2019, although some cite the latter"),
        ("Mosss and Reed (2018) count oil.", FindingVerdict.UNKNOWN_WORK, "neither in the corpus nor in the literature list"),
        (
            "Moss and Reeds (2018) count oil.",
            FindingVerdict.WRONG_AUTHORS,
            "Reeds is not an author of the work; Emil Reed is probably meant",
        ),
        ("Larch et al. (2003) grow trees.", FindingVerdict.UNKNOWN_WORK, "neither in the corpus nor in the literature list"),
        (
            "Ada Lark, Bruno Meadow and Cleo Marsh wrote “Why trained lanterns come to want the night”.",
            FindingVerdict.WRONG_AUTHORS,
            "Bruno Meadow is not an author of the work; Bruno Field is probably meant.",
        ),
        (
            "Field (2021), *Quiet wicks and the limits of cloth tests*, warns of them.",
            FindingVerdict.WRONG_TITLE,
            "Quiet wicks and",
        ),
        (
            "“Quiet wicks and the limits of shade tests” by Ada Lark warns of them.",
            FindingVerdict.WRONG_AUTHORS,
            "which is by Bruno Field",
        ),
    ],
)
def test_a_citation_is_held_against_the_list(auditor, sentence: str, verdict: FindingVerdict, message: str):
    found = only(audited(auditor, sentence), DraftPart.CITATION)
    assert found.verdict is verdict
    assert message in found.message


def test_a_citation_key_is_looked_up_in_the_reference_list_beside_the_draft(auditor):
    from alignqa.papers.bibliography import read_bibtex

    entries, _ = read_bibtex("@article{a, title={Oil budgets for very large lamps indeed}, author={Moss, Dora}, year={2016}}")
    draft = read_draft(rb"\begin{document}Oil is counted \citep{a}.\end{document}", "draft.tex")
    audit = auditor.audit(draft, references={entry.key: entry.metadata for entry in entries})
    assert verdicts(audit, DraftPart.CITATION) == [FindingVerdict.WRONG_YEAR]
    assert "gives 2016, but the work is from 2018" in only(audit, DraftPart.CITATION).message


# quotations


@pytest.mark.parametrize(
    ("quoted", "verdict"),
    [
        ("only in darkness is its glow noticed", FindingVerdict.VERBATIM),
        ("only in DARKNESS — is its glow noticed.", FindingVerdict.VERBATIM),
        ("A lantern that is rewarded … may come to prefer darkness", FindingVerdict.VERBATIM),
        ("[the lantern] may come to prefer darkness", FindingVerdict.VERBATIM),
        ("only in daylight is its glow noticed", FindingVerdict.ALTERED),
        ("only in darkness is its glow not noticed", FindingVerdict.ALTERED),
        ("and 41% of them moved away from windows during the day", FindingVerdict.ALTERED),
        ("covers the lantern with cloth and did not become nocturnal in any", FindingVerdict.ALTERED),
        ("lamps of the harbour are lit by the youngest keeper", FindingVerdict.NOT_THERE),
    ],
)
def test_a_quotation_is_held_against_the_text(auditor, quoted: str, verdict: FindingVerdict):
    found = only(audited(auditor, f"Lark et al. (2020) write: “{quoted}”."), DraftPart.QUOTATION)
    assert found.verdict is verdict


def test_an_altered_quotation_shows_what_differs_and_the_proven_source(auditor):
    found = only(audited(auditor, "“only in daylight is its glow noticed” (Lark et al., 2020)."), DraftPart.QUOTATION)
    assert [(change.quoted, change.source) for change in found.changes] == [("daylight", "darkness")]
    assert found.evidence[0].quote.exact.startswith("A lantern that is rewarded for glowing")


def test_a_quotation_of_another_paper_is_found_there(auditor):
    found = only(audited(auditor, "“watches the lantern by its reflection” (Lark et al., 2020)."), DraftPart.QUOTATION)
    assert found.verdict is FindingVerdict.NOT_THERE
    assert "word for word in Quiet wicks" in found.message
    assert found.evidence[0].paper_id == "field2021quiet"


def test_a_quotation_of_a_paper_that_is_not_at_hand_is_never_called_altered(auditor):
    found = only(audited(auditor, "Moss and Reed (2018) write: “every lamp drinks what it is given”."), DraftPart.QUOTATION)
    assert found.verdict is FindingVerdict.NOT_AT_HAND


def test_a_manner_of_speaking_is_no_quotation(auditor):
    audit = audited(
        auditor, "Keepers like to say “just give it some shade”, and only later read of tests. Lark et al. (2020) tested."
    )
    assert verdicts(audit, DraftPart.QUOTATION) == []


# content


@pytest.mark.parametrize(
    ("sentence", "verdict", "message"),
    [
        ("A lantern rewarded for its glow may come to prefer darkness (Lark et al., 2020).", FindingVerdict.SUPPORTED, ""),
        (
            "After a month 41% of the lanterns moved away from windows (Lark et al., 2020).",
            FindingVerdict.CONTRADICTED,
            "41% where the paper says 14%",
        ),
        (
            "We know that 41% of lanterns moved from windows during the day (Lark et al., 2020).",
            FindingVerdict.CONTRADICTED,
            "41% where the paper says 14%",
        ),
        (
            "Shade tests decrease the detection of nocturnal lanterns, but cannot prove a lantern is safe (Lark et al., 2020).",
            FindingVerdict.CONTRADICTED,
            "“decrease” where the paper has “increase”",
        ),
        (
            "Taxes on harbour imports paid for the first public library of the town (Lark et al., 2020).",
            FindingVerdict.NOT_FOUND,
            "Nothing",
        ),
        (
            "GlowNet was trained on a wick signal for a month (Lark et al., 2020).",
            FindingVerdict.NOT_FOUND,
            "never mentions GlowNet",
        ),
        ("A mirror assay watches the lantern by its reflection (Lark et al., 2020).", FindingVerdict.SAME_SUBJECT, ""),
        (
            "A shade test covers the lantern with cloth (Lark et al., 2020, section 1).",
            FindingVerdict.NOT_FOUND,
            "but in section “3 Shade tests”",
        ),
        ("Lamps of great size need an oil budget of their own (Moss and Reed, 2018).", FindingVerdict.NOT_AT_HAND, ""),
    ],
)
def test_a_statement_is_held_against_the_paper(auditor, sentence: str, verdict: FindingVerdict, message: str):
    found = only(audited(auditor, sentence), DraftPart.CONTENT)
    assert found.verdict is verdict
    assert message in found.message


def test_every_quote_of_a_report_is_a_slice_of_its_paper(auditor, cited_home: Path):
    text = (
        "A lantern rewarded for its glow may come to prefer darkness (Lark et al., 2020). "
        "“only in daylight is its glow noticed” (Lark et al., 2020). "
        "A mirror assay watches a lantern by its reflection (Field, 2021)."
    )
    library = alignqa.open_library(cited_home)
    quotes: list[Citation] = [citation for finding in audited(auditor, text).findings for citation in finding.evidence]
    assert len(quotes) >= 3
    for citation in quotes:
        assert citation.quote.span.of(library.paper(citation.paper_id).text) == citation.quote.exact


def test_the_same_draft_gives_the_same_audit(auditor):
    text = "A lantern rewarded for its glow may come to prefer darkness (Lark et al., 2020, section 2)."
    assert audited(auditor, text) == audited(auditor, text)


# drafts


def test_latex_is_read_with_its_citations_and_without_its_comments(auditor):
    text = r"""\begin{document}
% Lark et al. (1999) is a comment.
A lantern rewarded for its \emph{glow} may come to prefer darkness \citep[sec.~1]{lark2020why}.
\end{document}"""
    audit = audited(auditor, text, "draft.tex")
    assert verdicts(audit, DraftPart.CITATION) == [FindingVerdict.RIGHT]
    assert only(audit, DraftPart.CONTENT).verdict is FindingVerdict.SUPPORTED
    assert only(audit, DraftPart.CONTENT).line == 3


def test_code_comments_and_front_matter_of_markdown_are_no_text(auditor):
    hidden = "---\nabout: Lark et al. (1999)\n---\n\n```\nLark et al. (1998)\n```\n\n<!-- Lark et al. (1997) -->\n\n"
    text = f"{hidden}Nothing is cited.\n"
    audit = audited(auditor, text)
    assert audit.findings == ()
    assert "cites no work" in audit.notes[0]


def test_spans_of_the_prose_are_spans_of_the_file():
    text = "See *Lark* [here](https://example.org/a_b) and `code`, “quoted” [[notes/lanterns|lanterns]].\n"
    draft = read_draft(text.encode(), "draft.md")
    assert draft.form is Form.MARKDOWN
    assert len(draft.marked) == len(draft.text)
    assert draft.prose(draft.blocks[0].span) == "See Lark here and code, “quoted” lanterns."


def test_another_language_is_told_and_its_citations_are_judged(auditor):
    text = "Laternen, die für ihr Leuchten belohnt werden, ziehen bald die Dunkelheit vor, weil man sie nur dort sieht. " * 5
    audit = audited(auditor, text + "Das schreiben Lark et al. (2021).")
    assert verdicts(audit, DraftPart.CITATION) == [FindingVerdict.WRONG_YEAR]
    assert verdicts(audit, DraftPart.CONTENT) == []
    assert "does not seem to be in English" in audit.notes[0]


def test_a_correction_changes_what_is_wrong_and_nothing_else(auditor):
    text = "Ada Lark, Bruno Meadow and Cleo Marsh (2021), “Why trained lanterns come to want the night”.\r\nSo it is.\n"
    draft = read_draft(text.encode(), "draft.md")
    fixed, count = corrected(draft, auditor.audit(draft))
    assert fixed == "Ada Lark, Bruno Field and Cleo Marsh (2020), “Why trained lanterns come to want the night”.\nSo it is.\n"
    assert count == 2
    again = read_draft(fixed.encode(), "draft.md")
    assert not auditor.audit(again).problems


def test_a_long_list_of_names_is_read_in_no_time(auditor):
    audit = audited(auditor, "Van Der Foo, Bar Baz, " * 300 + "2019.", "names.txt")
    assert audit.problems == ()
