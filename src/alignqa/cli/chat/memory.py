"""A chat saved in the user's state folder so that it can be continued: its questions, and the places of its quotes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from alignqa.answers.conversation.sources import Sources, proven_again
from alignqa.atomic_files import write_file
from alignqa.errors import UsageError
from alignqa.papers.document import Span

if TYPE_CHECKING:
    from alignqa.answers.answer import Citation
    from alignqa.answers.assistant import Assistant

_SCHEMA = "alignqa.conversation/1"
_MAX_QUESTIONS = 200


class _Place(BaseModel):
    """The place of a source; its text is not saved, and is read from the catalogue again."""

    model_config = ConfigDict(extra="forbid", strict=True)

    number: int
    paper_id: str
    text_sha256: str
    start: int
    end: int


class _SavedChat(BaseModel):
    """The saved file."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)

    schema_name: str
    last: int
    questions: list[str]
    sources: list[_Place]


class ChatMemory:
    """The last chat of one home."""

    def __init__(self, home: Path) -> None:
        import platformdirs

        name = hashlib.sha256(str(home.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._path = Path(platformdirs.user_state_dir("alignqa", appauthor=False)) / "chats" / f"{name}.json"

    def keep(self, questions: list[str], sources: Sources) -> None:
        """Saves the chat completely or not at all; a failure to write is ignored."""
        places = [_place(citation) for citation in sources.citations]
        saved = _SavedChat(schema_name=_SCHEMA, last=sources.last, questions=questions[-_MAX_QUESTIONS:], sources=places)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_file(self._path, saved.model_dump_json(), mode=0o600)
        except OSError:
            return

    def recall(self, assistant: Assistant) -> tuple[list[str], Sources]:
        """Reads the questions and sources of the last chat.

        A source whose paper has since been replaced is dropped, and its number is not used again.
        """
        try:
            saved = _SavedChat.model_validate(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise UsageError("There is no chat to continue.", hint="Start one: alignqa ask") from error
        except (OSError, ValueError, ValidationError, RecursionError) as error:
            raise UsageError(f"{self._path} is not a saved chat.", hint="Delete it and start a new chat: alignqa ask") from error
        sources = Sources()
        found = (
            proven_again(assistant.paper(place.paper_id), place.text_sha256, Span(place.start, place.end), place.number)
            for place in saved.sources
            if 0 <= place.start <= place.end and place.number > 0
        )
        sources.restore([citation for citation in found if citation is not None], last=saved.last)
        return saved.questions, sources


def _place(citation: Citation) -> _Place:
    quote = citation.quote
    return _Place(
        number=citation.marker,
        paper_id=citation.paper_id,
        text_sha256=quote.text_sha256,
        start=quote.span.start,
        end=quote.span.end,
    )
