"""`alignqa eval`: how good answers and retrieval are, in figures."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.evaluate_output import command_line, counting, save
from alignqa.cli.failures import say

if TYPE_CHECKING:
    from alignqa.evaluation.questions import QuestionSet
    from alignqa.evaluation.report import AnswersReport
    from alignqa.wiring import Home

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
    app.add_typer(
        group, name="eval", help="Measure answers and retrieval.", epilog=options.examples("alignqa eval answers questions.jsonl")
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
    from alignqa.evaluation.answer_measures import NAMES
    from alignqa.evaluation.questions import read_questions
    from alignqa.evaluation.thresholds import parse_thresholds
    from alignqa.render.evaluation import answers_blocks, answers_markdown
    from alignqa.render.json_text import to_json

    thresholds = parse_thresholds(fail_under or (), known=NAMES)
    asked = read_questions(options.read_input(questions), name=Path(questions).name)
    asked = asked.only(split) if split else asked
    home = options.of(context).open_home()
    folder = out or home.folder / "evaluations" / f"answers-{Path(questions).stem}"
    command = command_line("answers", Path(questions).name, split=split, fail_under=fail_under or ())
    report = _answers_report(home, asked, folder=folder, command=command).against(thresholds)
    save(markdown, lambda: answers_markdown(report))
    save(json_file, lambda: to_json(report.to_dict()))
    options.show(answers_blocks(report))
    if not report.holds:
        raise typer.Exit(1)


def _answers_report(home: Home, asked: QuestionSet, *, folder: Path, command: str) -> AnswersReport:
    from alignqa.answers.receipts import verify
    from alignqa.evaluation import provenance, shown
    from alignqa.evaluation.answer_measures import measure
    from alignqa.evaluation.answers import ask_all
    from alignqa.evaluation.journal import Journal
    from alignqa.evaluation.report import AnswersReport
    from alignqa.wiring import assistant_of, library_of

    settings = home.settings
    used = {"quotes": settings.quotes, "min_confidence": settings.min_confidence, "dense_weight": settings.dense_weight}
    library = library_of(home, notify=say)
    embedder = str(library.embedder.identity)
    with closing(library.catalogue()) as catalogue:
        state = provenance.index_state(catalogue, embedder)
        inputs = (asked.sha256, *(item.id for item in asked.items))
        journal = Journal(
            folder / "shown.jsonl",
            fingerprint=provenance.fingerprint(index=state, settings=used, inputs=inputs),
            encode=shown.to_record,
            decode=shown.from_record,
        )
        assistant = assistant_of(home, notify=say)
        with counting("Asking") as tell:
            judged = ask_all(
                asked,
                lambda question: assistant.ask(question, quotes=settings.quotes, min_confidence=settings.min_confidence),
                prove=lambda outcome: verify(outcome.to_dict(), catalogue),
                journal=journal,
                progress=tell,
            )
        made = provenance.Provenance(
            command=command,
            index=settings.index,
            generation=catalogue.generation,
            embedder=embedder,
            settings=tuple((name, "not set" if value is None else str(value)) for name, value in used.items()),
            inputs=((asked.name, asked.sha256),),
            versions=provenance.versions(),
        )
    return AnswersReport(made, measure(judged))
