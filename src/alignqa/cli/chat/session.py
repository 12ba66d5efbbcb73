"""The chat: a series of questions, with follow-ups resolved and everything kept loaded between them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from alignqa.cli import options
from alignqa.cli.chat.commands import COMMANDS, run_command
from alignqa.cli.chat.memory import ChatMemory
from alignqa.cli.chat.turn import Talk, resolved_question, take_turn
from alignqa.cli.failures import complain, say
from alignqa.errors import AlignqaError
from alignqa.render.blocks import Block, BlockStyle
from alignqa.render.wording import count_of

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer
    from prompt_toolkit.history import History

    from alignqa.cli.ask_options import AskOptions

_COMMAND_WITHOUT_SLASH = re.compile(r"\?|help|quit|exit|open \[?\d{1,4}\]?", re.IGNORECASE)


def open_chat(asked: AskOptions, *, resume: bool = False) -> None:
    """Opens a chat with the options of `alignqa ask`; `resume` continues the last chat of the home."""
    writing = asked.first_writing()
    talk = Talk(
        asked.open_assistant(),
        asked.filters,
        asked.quotes,
        ChatMemory(asked.home.folder),
        make_writing=asked.make_writing,
        make_page=asked.make_page,
        show_page=asked.show_page,
        writing=writing,
        min_confidence=asked.min_confidence,
        watch=asked.trace,
    )
    chat(talk, resume=resume)


def chat(talk: Talk, *, resume: bool = False) -> None:
    """Reads questions and commands until Ctrl-D or /quit; Ctrl-C clears the line or stops the answer.

    `resume` continues the last chat of this home.
    """
    if resume:
        talk.questions, talk.sources = talk.memory.recall(talk.assistant)
    session = _session(talk)
    papers = count_of(len(talk.assistant.papers()), "paper")
    options.show([Block(f"{papers}. Ask a question; /help lists the commands, Ctrl-D quits.", BlockStyle.ASIDE)])
    if talk.questions:
        options.show([Block(f"Continuing after: {talk.questions[-1]}", BlockStyle.ASIDE)])
    while not talk.over:
        try:
            line = session.prompt("\n> ").strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            break
        if line:
            _answer(talk, line)


def _answer(talk: Talk, line: str) -> None:
    """Runs one turn; an error ends the turn, not the chat."""
    try:
        if line.startswith("/") or _COMMAND_WITHOUT_SLASH.fullmatch(line):
            run_command(talk, line)
        else:
            take_turn(talk, resolved_question(talk, options.readable(line)))
    except AlignqaError as error:
        complain(error)
    except KeyboardInterrupt:
        say("Stopped.")


def _session(talk: Talk) -> PromptSession[str]:
    from prompt_toolkit import PromptSession

    return PromptSession(history=_history(), completer=_completer(talk), complete_while_typing=False, enable_history_search=True)


def _history() -> History:
    """Opens the history of questions in the user's state folder, or one in memory if that folder cannot be written to."""
    import platformdirs
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class LossyFileHistory(FileHistory):
        """A history that ignores lines it cannot write."""

        def store_string(self, string: str) -> None:
            try:
                super().store_string(string)
            except OSError:
                return

    folder = Path(platformdirs.user_state_dir("alignqa", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "chat_history").open("ab").close()
    except OSError:
        return InMemoryHistory()
    return LossyFileHistory(str(folder / "chat_history"))


def _completer(talk: Talk) -> Completer:
    from prompt_toolkit.completion import NestedCompleter, WordCompleter

    keys = WordCompleter(lambda: [record.paper_id for record in talk.assistant.papers()], sentence=False)
    return NestedCompleter({f"/{name}": keys if name == "only" else None for name in COMMANDS}, ignore_case=False)
