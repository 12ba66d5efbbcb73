"""`alignqa eval`: measures the quality of answers and of retrieval."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from alignqa.cli import options
from alignqa.cli.evaluate.output import command_line, save

OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="The folder of the run, from which an interrupted run continues.", show_default=False
    ),
]
MarkdownOption = Annotated[Path | None, typer.Option("--markdown", metavar="FILE", help="Also write the report as Markdown.")]
JsonOption = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Also write the report as JSON.")]
FailUnderOption = Annotated[
    list[str] | None, typer.Option("--fail-under", metavar="MEASURE=X", help="Exit with 1 if a figure is lower; may be repeated.")
]


def add_to(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True)
    group.command(
        "answers",
        epilog=options.examples(
            "alignqa eval answers questions.jsonl",
            "alignqa eval answers questions.jsonl --split test --fail-under any=0.85 --markdown report.md",
        ),
    )(answers)
    group.command(
        "retrieval",
        epilog=options.examples(
            "alignqa eval retrieval --corpus corpus.jsonl --queries queries.jsonl --qrels qrels/test.tsv",
            'alignqa eval retrieval --corpus c.jsonl --queries q.jsonl --qrels r.tsv --fail-under "nDCG@10=0.74"',
            "alignqa eval retrieval --corpus c.jsonl --queries q.jsonl --qrels r.tsv --against old-run",
        ),
    )(retrieval)
    app.add_typer(
        group,
        name="eval",
        help="Measure answers and retrieval.",
        epilog=options.examples(
            "alignqa eval answers questions.jsonl",
            "alignqa eval retrieval --corpus corpus.jsonl --queries queries.jsonl --qrels qrels/test.tsv",
        ),
    )


def answers(
    context: typer.Context,
    questions: Annotated[
        str,
        typer.Argument(metavar="QUESTIONS", help="A file of questions with gold evidence, as JSON Lines.", show_default=False),
    ],
    split: Annotated[
        str, typer.Option("--split", metavar="NAME", help="Ask only the questions of this split.", show_default=False)
    ] = "",
    out: OutOption = None,
    markdown: MarkdownOption = None,
    json_file: JsonOption = None,
    html: options.HtmlOption = None,
    fail_under: FailUnderOption = None,
) -> None:
    """Measure the answers to a set of questions.

    Measures the evidence found, the quotes proven, questions rightly and wrongly declined with their reasons,
    sections, pages, and risk over coverage.
    The exit code is 1 if a figure is below its --fail-under, or if a quote is not in its source.
    """
    from alignqa.cli.evaluate.runs import answers_report
    from alignqa.evaluation.answers.measures import ANSWER_MEASURES
    from alignqa.evaluation.answers.questions import read_questions
    from alignqa.evaluation.thresholds import parse_thresholds
    from alignqa.render.evaluation import answers_blocks, answers_html, answers_markdown
    from alignqa.render.json_text import to_json

    thresholds = parse_thresholds(fail_under or (), known=ANSWER_MEASURES)
    asked = read_questions(options.read_input(questions), name=Path(questions).name)
    asked = asked.only(split) if split else asked
    home = options.of(context).open_home()
    folder = out or home.folder / "evaluations" / f"answers-{Path(questions).stem}"
    command = command_line("answers", Path(questions).name, split=split, fail_under=fail_under or ())
    report = answers_report(home, asked, folder=folder, command=command).against(thresholds)
    save(markdown, lambda: answers_markdown(report))
    save(json_file, lambda: to_json(report.to_dict()))
    save(html, lambda: answers_html(report))
    options.show(answers_blocks(report))
    if not report.holds:
        raise typer.Exit(1)


def retrieval(
    context: typer.Context,
    corpus: Annotated[str, typer.Option("--corpus", metavar="FILE", help="The documents.", show_default=False)],
    queries: Annotated[str | None, typer.Option("--queries", metavar="FILE", help="The queries.", show_default=False)] = None,
    qrels: Annotated[
        str | None, typer.Option("--qrels", metavar="FILE", help="The relevance judgements.", show_default=False)
    ] = None,
    layout: Annotated[str, typer.Option("--format", metavar="NAME", help="The format: auto, beir, scifact or qasper.")] = "auto",
    against: Annotated[
        Path | None,
        typer.Option(
            "--against", metavar="RUN", help="Compare with another run: its folder, or a TREC run file.", show_default=False
        ),
    ] = None,
    out: OutOption = None,
    markdown: MarkdownOption = None,
    json_file: JsonOption = None,
    html: options.HtmlOption = None,
    fail_under: FailUnderOption = None,
) -> None:
    """Measure retrieval on a test collection.

    Ranks the documents for each query and measures the rankings.
    The documents go into a separate index (below --out, if it is given), through the same code as papers.
    The folder of the run keeps the rankings (run.trec) and the values of each query (per-query.tsv).
    The exit code is 1 if a figure is below its --fail-under, or if a judgement names a missing query or document.
    """
    from alignqa.cli.evaluate.runs import Places, collection_of, other_run, retrieval_report
    from alignqa.evaluation.retrieval.measures import RETRIEVAL_MEASURES
    from alignqa.evaluation.thresholds import parse_thresholds
    from alignqa.render.evaluation import retrieval_blocks, retrieval_html, retrieval_markdown
    from alignqa.render.json_text import to_json

    thresholds = parse_thresholds(fail_under or (), known=RETRIEVAL_MEASURES)
    collection = collection_of(corpus, queries=queries, qrels=qrels, layout=layout)
    other = other_run(against) if against else None
    home = options.of(context).open_home()
    evaluations = home.folder / "evaluations"
    places = Places(out or evaluations / f"retrieval-{Path(qrels or corpus).stem}", out or evaluations)
    names = {
        name: Path(given).name if given else "" for name, given in (("corpus", corpus), ("queries", queries), ("qrels", qrels))
    }
    chosen = "" if layout == "auto" else layout
    command = command_line(
        "retrieval", **names, format=chosen, against=against.name if against else "", fail_under=fail_under or ()
    )
    report = retrieval_report(home, collection, other=other, places=places, command=command).against(thresholds)
    save(markdown, lambda: retrieval_markdown(report))
    save(json_file, lambda: to_json(report.to_dict()))
    save(html, lambda: retrieval_html(report))
    options.show(retrieval_blocks(report))
    if not report.holds:
        raise typer.Exit(1)
