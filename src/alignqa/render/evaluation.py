"""Reports of `alignqa eval` as blocks and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alignqa.evaluation.answers.measures import ANSWER_MEASURES, LENGTH, WRONG, AnswerMeasures, WrongAnswer
from alignqa.evaluation.provenance import Provenance
from alignqa.evaluation.report import AnswersReport, RetrievalReport
from alignqa.evaluation.retrieval.measures import RETRIEVAL_MEASURES
from alignqa.evaluation.statistics import Figure, RiskCoverage
from alignqa.render.blocks import Block, BlockStyle
from alignqa.render.markdown import escaped
from alignqa.render.printable import one_line
from alignqa.render.tables import Table, table_blocks, table_markdown
from alignqa.render.wording import count_of

_MEANINGS = {**ANSWER_MEASURES, WRONG: "answerable questions declined", LENGTH: "mean length of a shown quote, in characters"}
_MAX_ITEMS = 20  # shown in one remark
_CURVE_AT = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


def answers_blocks(report: AnswersReport) -> Iterator[Block]:
    """Yields an evaluation of answers for the terminal."""
    yield Block(f"{count_of(report.measures.questions, 'question')} asked.")
    yield from table_blocks(_answers_tables(report))
    if report.measures.failures:
        yield Block(f"{count_of(len(report.measures.failures), 'question')} went wrong", BlockStyle.HEADING, gap=True)
    for failure in report.measures.failures:
        yield Block(f"{failure.question} ({failure.kind})", label=f"{failure.id}: ", indent=2, gap=True)
        yield Block(failure.what, BlockStyle.WARNING, indent=2)
        for quote in failure.shown:
            yield Block(quote, BlockStyle.ASIDE, label="  - ", indent=4)
    for sentence in (*report.measures.unproven, *report.missed):
        yield Block(sentence, BlockStyle.WARNING, gap=True)


def answers_markdown(report: AnswersReport) -> str:
    """Writes an evaluation of answers as a Markdown page."""
    parts = ["# Evaluation of answers", f"{count_of(report.measures.questions, 'question')} asked."]
    parts.append(table_markdown(_answers_tables(report)).rstrip())
    if report.measures.failures:
        parts.append("## What went wrong")
        parts.extend(_failure_markdown(failure) for failure in report.measures.failures)
    parts.extend(f"**{escaped(sentence)}**" for sentence in (*report.measures.unproven, *report.missed))
    return "\n\n".join(parts) + "\n"


def answers_html(report: AnswersReport) -> str:
    """Writes an evaluation of answers as a page with plots."""
    from alignqa.render.html.documents import evaluation_document

    measures = report.measures
    return evaluation_document(
        "Evaluation of answers",
        about=f"{count_of(measures.questions, 'question')} asked.",
        tables=list(_answers_tables(report)),
        figures=measures.figures,
        curve=measures.curve.points,
        failures=measures.failures,
        remarks=(*measures.unproven, *report.missed),
    )


def retrieval_html(report: RetrievalReport) -> str:
    """Writes an evaluation of retrieval as a page with plots."""
    from alignqa.render.html.documents import evaluation_document

    tables, remarks = list(_retrieval_tables(report)), list(_remarks(report))
    return evaluation_document(
        "Evaluation of retrieval", about=_size(report), tables=tables, figures=report.figures, remarks=remarks
    )


def retrieval_blocks(report: RetrievalReport) -> Iterator[Block]:
    """Yields an evaluation of retrieval for the terminal."""
    yield Block(_size(report))
    yield from table_blocks(_retrieval_tables(report))
    for sentence in _remarks(report):
        yield Block(sentence, BlockStyle.WARNING, gap=True)


def retrieval_markdown(report: RetrievalReport) -> str:
    """Writes an evaluation of retrieval as a Markdown page."""
    parts = ["# Evaluation of retrieval", _size(report), table_markdown(_retrieval_tables(report)).rstrip()]
    parts.extend(f"**{escaped(sentence)}**" for sentence in _remarks(report))
    return "\n\n".join(parts) + "\n"


def figure_rows(figures: Sequence[Figure]) -> tuple[tuple[str, ...], ...]:
    """Builds a row for each figure: name, value, interval, and the number of items judged."""
    return tuple((figure.name, _number(figure.value), _interval(figure), f"{figure.count:,}") for figure in figures)


def provenance_table(provenance: Provenance) -> Table:
    """Builds the table that records how the figures were produced."""
    rows = [
        ("command", provenance.command),
        ("index", f"{provenance.index}, generation {provenance.generation}"),
        ("embedder", provenance.embedder),
        *((f"setting {name}", value) for name, value in provenance.settings),
        *((f"input {name}", f"sha256 {digest}") for name, digest in provenance.inputs),
        ("versions", ", ".join(f"{name} {version}" for name, version in provenance.versions)),
    ]
    return Table("Provenance", ("item", "value"), tuple(rows))


def _answers_tables(report: AnswersReport) -> Iterator[Table]:
    measures = report.measures
    rows = figure_rows(measures.figures)
    with_meaning = tuple((*row, _MEANINGS[row[0]]) for row in rows)
    yield Table("Figures", ("measure", "#value", "95% interval", "#of", "meaning"), with_meaning)
    yield from _kind_tables(measures)
    if measures.curve.points:
        title = f"Risk and coverage, area {_number(measures.curve.area)}"
        yield Table(title, ("#answered", "#wrong"), tuple(_curve_rows(measures.curve)))
    yield provenance_table(report.provenance)


def _size(report: RetrievalReport) -> str:
    counts = report.counts
    judged = count_of(counts.judgements, "relevant pair")
    return f"{count_of(counts.documents, 'document')}, {count_of(counts.queries, 'query', 'queries')}, {judged}."


def _retrieval_tables(report: RetrievalReport) -> Iterator[Table]:
    rows = tuple((*row, RETRIEVAL_MEASURES[row[0]]) for row in figure_rows(report.figures))
    yield Table("Figures", ("measure", "#value", "95% interval", "#of", "meaning"), rows)
    if report.comparisons:
        compared = tuple(
            (one.name, _number(one.value), _number(one.other), str(one.better), str(one.worse), f"{one.p_value:.4f}")
            for one in report.comparisons
        )
        yield Table("Comparison with the other run", ("measure", "#this", "#other", "#better", "#worse", "#p"), compared)
    yield provenance_table(report.provenance)


def _remarks(report: RetrievalReport) -> Iterator[str]:
    if report.left_out:
        yield f"{count_of(len(report.left_out), 'document')} without prose cannot be found: {_some(report.left_out, ', ')}"
    if report.problems:
        faulty = count_of(len(report.problems), "judgement")
        yield f"{faulty} of missing queries or documents:\n{_some(report.problems, chr(10))}"
    yield from report.missed


def _some(items: Sequence[str], separator: str) -> str:
    """Lists the first items and the number of the others; the JSON report lists all."""
    more = f"{separator}and {len(items) - _MAX_ITEMS:,} more" if len(items) > _MAX_ITEMS else ""
    return separator.join(items[:_MAX_ITEMS]) + more


def _kind_tables(measures: AnswerMeasures) -> Iterator[Table]:
    if measures.kinds:
        rows = tuple((row.kind, *map(str, (row.questions, row.first, row.any, row.declined))) for row in measures.kinds)
        yield Table("Answerable questions by kind", ("kind", "#questions", "#first", "#any", "#declined"), rows)
    if measures.whys:
        rows = tuple((row.why, *map(str, (row.questions, row.declined, row.reason))) for row in measures.whys)
        yield Table("Unanswerable questions by reason", ("gold reason", "#questions", "#declined", "#reason right"), rows)


def _curve_rows(curve: RiskCoverage) -> Iterator[tuple[str, str]]:
    """Yields the first point of the curve at or above each chosen coverage; the JSON report has all points."""
    shown = dict.fromkeys(next(point for point in curve.points if point[0] >= minimum) for minimum in _CURVE_AT)
    for coverage, risk in shown:
        yield f"{coverage:.3f}", f"{risk:.3f}"


def _failure_markdown(failure: WrongAnswer) -> str:
    quotes = "".join(f"\n  - {escaped(one_line(quote))}" for quote in failure.shown)
    asked = f"{escaped(failure.id)} ({escaped(failure.kind)}): {escaped(one_line(failure.question))}"
    return f"- {asked} — {escaped(failure.what)}.{quotes}"


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if value < 10 else f"{value:.0f}"


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return "-"
    return f"{_number(figure.low)} to {_number(figure.high)}"
