"""Everything in a draft is looked at, or named in the report as not judged."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from alignqa.audits.drafts.draft import read_draft
from alignqa.audits.drafts.language import is_english
from alignqa.audits.findings import Audit, DraftPart, FindingVerdict, WhyNot
from alignqa.audits.reports.report import report_dict
from alignqa.render.audit import audit_blocks, audit_markdown
from alignqa.wiring import auditor_of, open_home

pytestmark = pytest.mark.real

FALSE = "After a month 41% of the lanterns moved away from windows (Lark et al., 2020)."
PERCENT = FALSE.replace("%", r"\%")
TEX = r"\documentclass{article}\title{On lanterns}\begin{document}"


@pytest.fixture(scope="module")
def auditor(cited_home: Path):
    return auditor_of(open_home(cited_home))


def audited(auditor, text: str, name: str = "draft.md") -> Audit:
    return auditor.audit(read_draft(text.encode(), name))


def contradicted(audit: Audit) -> list[int]:
    return [finding.line for finding in audit.findings if finding.verdict is FindingVerdict.CONTRADICTED]


def reasons(audit: Audit) -> dict[WhyNot, int]:
    return {item.reason: item.count for item in audit.not_judged}


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("draft.md", f"# Notes\n{FALSE}\n", 2),
        ("draft.md", f"Some text.\n## Notes ##\n{FALSE}\n### Next\nMore.\n", 3),
        ("draft.md", f"Notes\n=====\n{FALSE}\n", 3),
        ("draft.md", f"Notes\n-----\n{FALSE}\n", 3),
        ("draft.txt", f"# Notes\n{FALSE}\n", 2),
        ("draft.tex", rf"{TEX}\section{{One}}" + f"\n{PERCENT}\n" + r"\end{document}", 2),
        ("draft.tex", rf"{TEX}\section{{One}} {PERCENT}\end{{document}}", 1),
        ("draft.tex", rf"{TEX}\section[Short]{{A \emph{{long}} title}}\label{{sec:a}}" + f"\n{PERCENT}\n" + r"\end{document}", 2),
        ("draft.tex", rf"{TEX}\subsubsection*{{One}}" + f"\n{PERCENT}\n" + r"\end{document}", 2),
        ("draft.tex", rf"{TEX}\paragraph{{One.}} {PERCENT}" + r"\end{document}", 1),
        ("draft.md", f"- An item.\n- {FALSE}\n  - Another.\n", 2),
        ("draft.md", f"1. An item.\n2. {FALSE}\n", 2),
        (
            "draft.tex",
            rf"{TEX}\begin{{itemize}}\item An item" + "\n" + rf"\item {PERCENT}" + "\n" + r"\end{itemize}\end{document}",
            2,
        ),
        ("draft.md", f"Lanterns drift.[^1]\n\n[^1]: {FALSE}\n", 3),
        ("draft.md", f"Lanterns drift.[^1]\n\n[^0]: Another note\n[^1]: {FALSE}\n", 4),
        ("draft.md", f"Lanterns drift ^[{FALSE}] in winter.\n", 1),
        ("draft.tex", rf"{TEX}Lanterns\footnote{{{PERCENT}}} drift\footnote{{Another note.}} in winter.\end{{document}}", 1),
        ("draft.tex", rf"{TEX}\begin{{figure}}\includegraphics{{a.png}}\caption{{{PERCENT}}}\end{{figure}}\end{{document}}", 1),
        ("draft.md", f"| what | who |\n|---|---|\n| {FALSE} | nobody |\n", 3),
        (
            "draft.md",
            "| what | who |\n|---|---|\n| After a month 41% of the lanterns moved from windows. | Lark et al., 2020 |\n",
            3,
        ),
        (
            "draft.tex",
            rf"{TEX}\begin{{tabular}}{{ll}}\hline a & b \\" + f"\nwho & {PERCENT} " + r"\\\end{tabular}\end{document}",
            2,
        ),
        ("draft.md", f"> {FALSE}\n", 1),
    ],
)
def test_a_false_number_is_found_wherever_it_stands(auditor, name: str, text: str, line: int):
    assert contradicted(audited(auditor, text, name)) == [line]


def test_a_heading_is_no_statement_but_its_citation_is_judged(auditor):
    audit = audited(auditor, "# What Lark et al. (2021) found about trained lanterns\n\nNothing else is said.\n")
    assert [(item.part, item.verdict) for item in audit.findings] == [(DraftPart.CITATION, FindingVerdict.WRONG_YEAR)]


def test_a_short_statement_is_judged(auditor):
    audit = audited(auditor, "Lanterns glow (Lark et al., 2020).")
    assert [item.part for item in audit.findings] == [DraftPart.CONTENT, DraftPart.CITATION]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Do trained lanterns come to prefer the night (Lark et al., 2020)?", WhyNot.QUESTION),
        ("Lark et al. (2020) name three causes of such drift:", WhyNot.ANNOUNCES),
        ("Lamps of great size need an oil budget of their own (Moss and Reed, 2018).", WhyNot.NOT_AT_HAND),
        ("Lamps of great size need an oil budget (Larch et al., 2003).", WhyNot.UNKNOWN_WORK),
        ("Trained lanterns come to prefer the night [4].", WhyNot.NO_ENTRY),
        ("Das Glimmen der Lampen ist nicht ohne Grund so selten wie bei Lark et al. (2020) auf der Insel.", WhyNot.LANGUAGE),
        ("These figures show that taxes on harbour imports paid for libraries (Lark et al., 2020, table 2).", WhyNot.POINTS),
    ],
)
def test_what_is_not_judged_is_named_and_keeps_the_draft_from_being_called_clean(auditor, text: str, reason: WhyNot):
    audit = audited(auditor, text)
    assert reasons(audit).get(reason) == 1
    assert not audit.is_whole
    shown = [block.text for block in audit_blocks(audit)]
    assert any(line.startswith("No problem in what was judged") for line in shown)
    assert shown[-1].endswith("(line 1)")
    assert reason.value in audit_markdown([audit])
    (named,) = [item for item in report_dict([audit])["drafts"][0]["not_judged"] if item["reason"] == reason.value]
    assert named == {"reason": reason.value, "cites": True, "count": 1, "lines": [1]}


def test_what_cites_nothing_is_counted_and_does_not_matter(auditor):
    text = "Lanterns are old things. People say “lamps are the better sort of lantern”.\n\nLark et al. (2020) reward glowing.\n"
    audit = audited(auditor, text)
    assert reasons(audit) == {WhyNot.UNCITED: 2, WhyNot.UNCITED_QUOTATION: 1}
    assert audit.is_whole
    assert any(block.text.startswith("No problem.") for block in audit_blocks(audit))


def test_every_sentence_of_a_draft_is_judged_or_named(auditor):
    sentences = [
        "Lanterns rewarded for their glow may come to prefer darkness (Lark et al., 2020).",
        "Keepers of the harbour never saw that coming.",
        "Why would a lantern prefer the night (Lark et al., 2020)?",
        "A mirror assay watches the lantern by its reflection (Field, 2021).",
        "Large lamps want oil (Moss and Reed, 2018).",
    ]
    audit = audited(auditor, " ".join(sentences))
    judged = {finding.about for finding in audit.findings if finding.part is DraftPart.CONTENT}
    named = sum(reasons(audit)[reason] for reason in (WhyNot.UNCITED, WhyNot.QUESTION))
    assert len(judged) + named == len(sentences)


@pytest.mark.parametrize(
    "text",
    [
        "Moss and Reed (2018) count oil. Lanterns glow brighter when cold. Trained wicks prefer darkness, said keepers.",
        "Trained lanterns prefer darkness. Shade tests detect nocturnal lanterns. Wick signals reward glowing lanterns daily.",
    ],
)
def test_three_dense_sentences_are_english(text: str):
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Lampen werden nach einem Monat dunkel, weil man sie nur bei Nacht sieht und das Licht sich lohnt.",
        "Les lampes préfèrent la nuit, parce que leur lumière ne se voit que dans le noir et qu'elle est récompensée.",
        "Las linternas prefieren la noche porque su luz solo se ve en la oscuridad y por eso es premiada.",
        "Lampy wolą noc, ponieważ ich światło widać tylko w ciemności i za to są nagradzane przez opiekunów.",
        "Фонари предпочитают ночь, потому что их свет виден только в темноте и за него их награждают.",
        "ランタンは光ることで報酬を得るため、夜を好むようになる。これは多くの観察者が報告している現象である。",
    ],
)
def test_other_languages_are_not_english(text: str):
    assert not is_english(text)


def test_comments_and_code_of_latex_cite_nothing(auditor):
    text = (
        rf"{TEX}A lantern.% \cite{{nobody}}"
        + "\n"
        + r"\verb|\cite{noone}| \begin{verbatim}\cite{none}\end{verbatim}\end{document}"
    )
    assert audited(auditor, text, "draft.tex").findings == ()


@pytest.mark.parametrize("command", [r"\enquote{%s}", r"\textquote[{\cite{lark2020why}}]{%s}", r"\foreignquote{english}{%s}"])
def test_quotation_commands_quote(auditor, command: str):
    quoted = command % r"only in \emph{daylight} is its glow noticed"
    audit = audited(auditor, rf"{TEX}They write {quoted} \citep{{lark2020why}}.\end{{document}}", "draft.tex")
    (found,) = [finding for finding in audit.findings if finding.part is DraftPart.QUOTATION]
    assert found.verdict is FindingVerdict.ALTERED
    assert [(change.quoted, change.source) for change in found.changes] == [("daylight", "darkness")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("draft.tex", r"\begin{document}" + r"\footnote{" * 20_000),
        ("draft.tex", r"\begin{document}" + r"\enquote{" * 20_000 + "}" * 20_000),
        ("draft.tex", r"\begin{document}" + r"\section{" * 20_000),
        ("draft.md", "Lark A, " * 30_000 + "2019"),
        ("draft.md", "[1, " * 50_000),
        ("draft.md", "| a " * 50_000 + "\n|---|---|\n"),
    ],
)
def test_odd_text_is_read_in_a_few_seconds(name: str, text: str):
    from alignqa.audits.drafts.mentions import mentions_in

    begun = time.monotonic()
    draft = read_draft(text.encode(), name)
    for block in draft.blocks:
        mentions_in(draft, block.span)
    assert time.monotonic() - begun < 20.0


def test_short_sentences_and_cited_lines_of_a_plain_text_are_named(auditor):
    found = audited(auditor, "Lanterns drift. Oil wins! Yes. The rest follows (Lark et al., 2020).\n")
    assert reasons(found)[WhyNot.UNCITED] == 3
    found = audited(auditor, "Introduction\n\n  Lark et al. (2020) train many lanterns\n", "draft.txt")
    assert [finding.part for finding in found.findings if finding.part is DraftPart.CONTENT] == [DraftPart.CONTENT]


def test_a_section_or_a_page_belongs_to_the_citation_beside_it(auditor):
    text = "It is in section 9 of Lark et al. (2020) and on page 3 of the tests (Field, 2021, section 1).\n"
    found = audited(auditor, text)
    assert [(item.work[:4], item.verdict) for item in found.problems if item.part is DraftPart.CITATION] == [
        ("Lark", FindingVerdict.WRONG_SECTION)
    ]


def test_a_sentence_that_only_quotes_is_judged_as_a_quotation_also_behind_another_one(auditor):
    quoted = "only in darkness is its glow noticed"
    found = audited(auditor, f"Lanterns are kept on page 412. They write that “{quoted}” (Lark et al., 2020).\n")
    assert [finding.part for finding in found.findings if finding.part is not DraftPart.CITATION] == [DraftPart.QUOTATION]


@pytest.mark.parametrize(
    ("cited", "verdict"),
    [
        ("Lark, Field and Moss (2020)", FindingVerdict.WRONG_AUTHORS),
        ("Moss and Reed (2015)", FindingVerdict.WRONG_YEAR),
        ("Moss (2014)", FindingVerdict.UNKNOWN_WORK),
        ("Lark and Moss (2020)", FindingVerdict.UNKNOWN_WORK),
    ],
)
def test_a_second_author_who_agrees_tells_which_work_is_meant(auditor, cited: str, verdict: FindingVerdict):
    found = audited(auditor, f"Lanterns drift, says {cited}.\n")
    assert [item.verdict for item in found.findings if item.part is DraftPart.CITATION] == [verdict]


def test_another_work_of_the_same_authors_in_the_list_has_its_own_year(auditor):
    entry = "- Moss, D., & Reed, E. (2016). Candles without oil. Journal of Wax, 3, 10-20."
    found = audited(auditor, f"Candles need none (Moss & Reed, 2016).\n\n## References\n\n{entry}\n")
    assert [finding.message for finding in found.problems] == []
    right = "- Moss, D., & Reed, E. (2016). Oil budgets for very large lamps indeed. Journal of Wax, 3, 10-20."
    found = audited(auditor, f"Lamps need much (Moss & Reed, 2016).\n\n## References\n\n{right}\n")
    assert {finding.verdict for finding in found.problems} == {FindingVerdict.WRONG_YEAR}
