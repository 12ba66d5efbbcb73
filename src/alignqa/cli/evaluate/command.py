"""`alignqa eval`: how good answers and retrieval are, in figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from alignqa.cli import options
from alignqa.cli.evaluate.output import command_line, save

OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="The run's folder; an interrupted run goes on there.", show_default=False),
]
MarkdownOption = Annotated[Path | None, typer.Option("--markdown", metavar="FILE", help="Write the report as Markdown, too.")]
JsonOption = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the report as JSON, too.")]
FailUnderOption = Annotated[
    list[str] | None, typer.Option("--fail-under", metavar="MEASURE=X", help="End with 1 below it; may be repeated.")
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
        str, typer.Argument(metavar="QUESTIONS", help="Questions with their gold evidence.", show_default=False)
    ],
    split: Annotated[
        str, typer.Option("--split", metavar="NAME", help="Only the questions of this split.", show_default=False)
    ] = "",
    out: OutOption = None,
    markdown: MarkdownOption = None,
    json_file: JsonOption = None,
    fail_under: FailUnderOption = None,
) -> None:
    """Ask every question of a set and measure what comes back.

    Measured are evidence found, quotes proven, questions rightly and wrongly declined with their reasons, sections,
    pages, and risk over coverage.
    Ends with 1 when a figure is below its --fail-under, or when a quote does not stand in its source.
    """
    from alignqa.cli.evaluate.runs import answers_report
    from alignqa.evaluation.answers.measures import ANSWER_MEASURES
    from alignqa.evaluation.answers.questions import read_questions
    from alignqa.evaluation.thresholds import parse_thresholds
    from alignqa.render.evaluation import answers_blocks, answers_markdown
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
    options.show(answers_blocks(report))
    if not report.holds:
        raise typer.Exit(1)


def retrieval(
    context: typer.Context,
    corpus: Annotated[str, typer.Option("--corpus", metavar="FILE", help="The documents.", show_default=False)],
    queries: Annotated[str | None, typer.Option("--queries", metavar="FILE", help="The queries.", show_default=False)] = None,
    qrels: Annotated[str | None, typer.Option("--qrels", metavar="FILE", help="What is relevant.", show_default=False)] = None,
    layout: Annotated[str, typer.Option("--format", metavar="NAME", help="auto, beir, scifact or qasper.")] = "auto",
    against: Annotated[
        Path | None, typer.Option("--against", metavar="RUN", help="Compare with another run.", show_default=False)
    ] = None,
    out: OutOption = None,
    markdown: MarkdownOption = None,
    json_file: JsonOption = None,
    fail_under: FailUnderOption = None,
) -> None:
    """Rank the documents of a test collection for its queries and measure the rankings.

    The documents go into an index of their own (below --out, where it is given), through the same code as papers do.
    The run's folder keeps the rankings (run.trec) and every query's values (per-query.tsv).
    RUN is the folder of another run, or a run file in the format of TREC.
    Ends with 1 when a figure is below its --fail-under, or judgements name what is not there.
    """
    from alignqa.cli.evaluate.runs import Places, collection_of, other_run, retrieval_report
    from alignqa.evaluation.retrieval.measures import RETRIEVAL_MEASURES
    from alignqa.evaluation.thresholds import parse_thresholds
    from alignqa.render.evaluation import retrieval_blocks, retrieval_markdown
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
    options.show(retrieval_blocks(report))
    if not report.holds:
        raise typer.Exit(1)
