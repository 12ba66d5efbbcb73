"""`alignqa ask`: answers a question with proven quotes, or opens a chat."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.ask_options import AskOptions
from alignqa.cli.exporting.typeset_options import PandocOption, TexOption, save_typeset
from alignqa.errors import UsageError

if TYPE_CHECKING:
    from alignqa.answers.answer import Outcome
    from alignqa.answers.assistant import Assistant

ABSTAINED = 3
_MAX_BYTES = 1_000_000  # of a question on standard input; above the assistant's limit, so that its error names that limit


@dataclass(frozen=True, slots=True)
class AnswerFiles:
    """The files that an answer is also written to."""

    html: Path | None = None
    tex: Path | None = None
    pandoc: Path | None = None

    def save(self, outcome: Outcome, asked: AskOptions, assistant: Assistant) -> None:
        """Writes them."""
        if self.html is not None:
            options.save_page(self.html, asked.make_page(outcome, assistant))
        if self.tex is not None or self.pandoc is not None:
            from alignqa.render.typeset.pieces import outcome_pieces

            save_typeset(outcome_pieces(outcome), asked.cited_facts(outcome), tex=self.tex, pandoc=self.pandoc)


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog=options.examples(
            'alignqa ask "What is a mesa-optimizer?"',
            'alignqa ask "What is deceptive alignment?" --author Hubinger --year 2019..2022',
            'alignqa ask "What is pseudo-alignment?" --json | alignqa verify -',
            'alignqa ask "What is scheming?" --html scheming.html',
            'alignqa ask "What is scheming?" --tex scheming.tex',
            'alignqa ask "What is scheming?" --generator ollama:qwen3',
            "alignqa ask        (a chat)",
        )
    )(ask)


def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="The question; without one, a chat opens.", show_default=False)] = None,
    paper: options.PaperOption = None,
    author: options.AuthorOption = None,
    year: options.YearOption = None,
    quotes: Annotated[int | None, typer.Option("--quotes", metavar="N", help="Show at most N quotes, 1 to 5.")] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option("--min-confidence", metavar="X", min=0.0, max=1.0, help="Decline an answer with a lower confidence."),
    ] = None,
    as_json: options.JsonOption = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    html: options.HtmlOption = None,
    tex: TexOption = None,
    pandoc: PandocOption = None,
    generator: Annotated[
        str | None,
        typer.Option("--generator", metavar="NAME", help="Choose what writes: extractive, or a model such as ollama:NAME."),
    ] = None,
    fast: Annotated[bool, typer.Option("--fast", help="Choose quotes without the reader: faster, less often right.")] = False,
    agent: Annotated[bool, typer.Option("--agent", help="Let the generator search for passages itself.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Refuse generators that need the network.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Report on stderr what was retrieved, dropped and used.")] = False,
    resume: Annotated[bool, typer.Option("--continue", help="Continue the last chat.")] = False,
) -> None:
    """Answer a question with quotes from the papers.

    Every quote is verbatim and proven.
    If the papers do not answer the question, the reason and the nearest passages are shown, and the exit code is 3.
    With a generator, a language model writes sentences above the quotes; sentences that the quotes do not support are dropped.
    Without a question, a chat opens on a terminal; otherwise one question is read from standard input.
    """
    if as_json and markdown:
        raise UsageError("--json and --markdown exclude each other.", hint="Give only one of them")
    filters = options.filters(paper, author, year)
    home = options.of(context).open_home()
    home = home.faster() if fast else home
    chatting = question is None and sys.stdin.isatty() and sys.stdout.isatty()
    files = AnswerFiles(html, tex, pandoc)
    if chatting and (as_json or markdown or files != AnswerFiles()):
        raise UsageError(
            "The chat prints neither JSON nor Markdown nor pages.",
            hint="Give a question, or save an answer in the chat: /save FILE",
        )
    if question is None and not chatting:
        question = options.read_input("-", maximum=_MAX_BYTES)
    if resume and not chatting:
        raise UsageError("Only a chat can be continued.", hint="Omit the question: alignqa ask --continue")
    asked = AskOptions(
        home=home,
        filters=filters,
        quotes=home.settings.quotes if quotes is None else quotes,
        min_confidence=home.settings.min_confidence if min_confidence is None else min_confidence,
        generator=generator,
        agent=agent,
        offline=offline,
        trace=trace,
    )
    if question is None:
        from alignqa.cli.chat.session import open_chat

        open_chat(asked, resume=resume)
    else:
        _answer(question, asked, as_json=as_json, markdown=markdown, files=files)


def _answer(question: str, asked: AskOptions, *, as_json: bool, markdown: bool, files: AnswerFiles) -> None:
    """Answers one question on stdout; an abstention ends with its exit code."""
    from alignqa.cli.live_answer import LiveAnswer

    writing = asked.first_writing()
    assistant = asked.open_assistant()
    live = LiveAnswer(watch=asked.trace, stream=not as_json and not markdown and sys.stdout.isatty())
    with options.working("Reading the papers") if writing is None else nullcontext():
        outcome = assistant.ask(
            options.readable(question),
            quotes=asked.quotes,
            min_confidence=asked.min_confidence,
            writing=live.follow(writing),
            **asked.filters,
        )
    if asked.trace:
        live.explain(outcome)
    if as_json:
        options.write_json(outcome.to_dict())
    elif markdown:
        from alignqa.render.markdown import outcome_markdown

        options.write(outcome_markdown(outcome))
    else:
        from alignqa.render.blocks import outcome_blocks

        options.show(outcome_blocks(outcome, claims_shown=live.has_shown(outcome)))
    files.save(outcome, asked, assistant)
    if outcome.to_dict()["outcome"] == "abstained":
        raise typer.Exit(ABSTAINED)
