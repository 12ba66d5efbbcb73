"""What can be done in the chat beside asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from alignqa.answers.answer import Answer, Citation, Outcome
from alignqa.answers.surroundings import surroundings
from alignqa.cli import options
from alignqa.errors import StorageError, UsageError
from alignqa.render.blocks import Block, Role, citation_blocks, paper_blocks, surroundings_blocks

if TYPE_CHECKING:
    from alignqa.answers.assistant import Assistant


@dataclass(slots=True)
class Talk:
    """A chat in progress: what it is put to, and its last question (as understood) and outcome."""

    assistant: Assistant
    filters: options.FilterArguments
    quotes: int
    min_confidence: float | None = None
    question: str | None = None
    outcome: Outcome | None = None
    over: bool = False
    confirm: Callable[[str], bool] = field(default=lambda question: _yes(question))


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its argument as help shows it."""

    run: Callable[[Talk, str], None]
    argument: str
    help: str


def run_command(talk: Talk, line: str) -> None:
    """Does what a line with a slash says; an unknown command is a UsageError."""
    name, _, argument = line.removeprefix("/").partition(" ")
    name = {"exit": "quit", "q": "quit", "?": "help"}.get(name.casefold(), name.casefold())
    if name not in COMMANDS:
        raise UsageError(f"There is no command /{name}.", hint="See the commands: /help")
    COMMANDS[name].run(talk, argument.strip())


def _papers(talk: Talk, argument: str) -> None:
    options.show(paper_blocks(talk.assistant.papers(), {}))


def _only(talk: Talk, argument: str) -> None:
    from alignqa.retrieval.filters import Filters, select

    keys = tuple(argument.replace(",", " ").split())
    select(talk.assistant.papers(), Filters(papers=keys))
    talk.filters = {**talk.filters, "papers": keys}
    options.show([Block(f"Questions go to {', '.join(keys)}." if keys else "Questions go to all papers again.", Role.ASIDE)])


def _sources(talk: Talk, argument: str) -> None:
    for citation in _citations(talk):
        options.show(citation_blocks(citation))


def _open(talk: Talk, argument: str) -> None:
    citations = {str(citation.marker): citation for citation in _citations(talk)}
    citation = citations.get(argument.strip("[]"))
    if citation is None:
        raise UsageError(
            f"There is no quote {argument!r} in the last answer.", hint=f"Write /open and one of {', '.join(citations)}"
        )
    paper = talk.assistant.paper(citation.paper_id)
    if paper is None or paper.manuscript.text_sha256 != citation.quote.text_sha256:
        raise UsageError(f"{citation.paper_id} was replaced or removed since.", hint="Ask the question again")
    before, after = surroundings(paper.manuscript, citation.quote.span)
    options.show(surroundings_blocks(citation, before=before.of(paper.text), after=after.of(paper.text)))


def _save(talk: Talk, argument: str) -> None:
    if not argument:
        raise UsageError("No file was named.", hint="Write /save answer.md, or /save answer.json")
    if talk.outcome is None:
        raise UsageError("There is no answer yet.", hint="Ask something first")
    path = Path(argument).expanduser()
    if path.exists() and not talk.confirm(f"{path} is there already. Overwrite it? [y/N] "):
        options.show([Block("Not saved.", Role.ASIDE)])
        return
    _write(path, _saved(talk.outcome, path))
    options.show([Block(f"Saved as {path}.", Role.ASIDE)])


def _saved(outcome: Outcome, path: Path) -> str:
    if path.suffix.lower() == ".json":
        from alignqa.render.json_text import to_json

        return to_json(outcome.to_dict())
    from alignqa.render.markdown import outcome_markdown

    return outcome_markdown(outcome)


def _write(path: Path, text: str) -> None:
    """The whole file or none: what was there stays until the new one is complete."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        try:
            scratch.write_text(text, encoding="utf-8")
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}.", hint="Check the folder and free disk space") from error


def _help(talk: Talk, argument: str) -> None:
    width = max(len(f"/{name} {command.argument}") for name, command in COMMANDS.items()) + 2
    for name, command in COMMANDS.items():
        options.show([Block(command.help, label=f"/{name} {command.argument}".ljust(width), indent=width)])


def _quit(talk: Talk, argument: str) -> None:
    talk.over = True


def _citations(talk: Talk) -> tuple[Citation, ...]:
    """The quotes of the last answer, or the nearest passages of an abstention; UsageError where there are none."""
    outcome = talk.outcome
    found = () if outcome is None else outcome.citations if isinstance(outcome, Answer) else outcome.nearest
    if not found:
        raise UsageError("There are no quotes yet.", hint="Ask something first")
    return found


def _yes(question: str) -> bool:
    from prompt_toolkit import prompt

    try:
        return prompt(question).strip().casefold() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        return False


COMMANDS = {
    "papers": Command(_papers, "", "List the papers."),
    "only": Command(_only, "KEY...", "Put questions to these papers only; without a key to all."),
    "sources": Command(_sources, "", "Show what the last answer quotes, and from where."),
    "open": Command(_open, "N", "Show quote N in its surroundings."),
    "save": Command(_save, "FILE", "Save the last answer, as JSON where the name ends in .json, else as Markdown."),
    "help": Command(_help, "", "Show this."),
    "quit": Command(_quit, "", "Leave; Ctrl-D does it, too."),
}
