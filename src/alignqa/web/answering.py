"""The pages that answer: one question, or a chat, whose address holds its questions."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from urllib.parse import urlencode

import anyio.from_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from alignqa.answers.answer import Answer, Claim, Outcome
from alignqa.answers.conversation.sources import Sources
from alignqa.answers.quoting.surroundings import surroundings_of
from alignqa.answers.writing.claim_checks import ProvenClaim
from alignqa.render.printable import one_line
from alignqa.render.wording import own_claims
from alignqa.web.arguments import query_of, read_asked, read_filters, read_text
from alignqa.web.desk import Asked, Desk
from alignqa.web.pages import as_told, halves, page, text_of
from alignqa.web.turns import LivePage, still_wanted

_MAX_TURNS = 12  # of a chat: its questions are in its address
_Send = Callable[[str], Coroutine[None, None, None]]


async def ask(desk: Desk, request: Request) -> Response:
    """Shows the form, or answers the question of the address while the page is sent."""
    asked = read_asked(request.query_params)
    if not asked.question:
        return page("ask.html", asked=asked, body="", empty=not desk.has_index)
    await desk.turns.call(request.receive, functools.partial(desk.check, asked))
    return _live(desk, halves("ask.html", asked=asked, empty=False), [asked])


async def chat(desk: Desk, request: Request) -> Response:
    """Shows a chat; a text that follows it becomes a whole question, and a part of the address."""
    query, filters = request.query_params, read_filters(request.query_params)
    questions = tuple(text for text in map(one_line, query.getlist("q")) if text)[:_MAX_TURNS]
    if (text := read_text(query, "next")) and len(questions) < _MAX_TURNS:
        await desk.turns.call(request.receive, functools.partial(desk.check, Asked(text, filters)))
        question = await desk.turns.call(request.receive, functools.partial(desk.followed, questions, text))
        address = "&".join(filter(None, [*(urlencode({"q": one}) for one in (*questions, question)), query_of(filters)]))
        return RedirectResponse(f"/chat?{address}#turn-{len(questions) + 1}", 303)
    talk = [Asked(question, filters, questions[:number]) for number, question in enumerate(questions)]
    shown: dict[str, Any] = {"questions": questions, "filters": filters, "full": len(questions) >= _MAX_TURNS}
    if not talk:
        return page("chat.html", body="", **shown)
    for asked in talk:
        await desk.turns.call(request.receive, functools.partial(desk.check, asked))
    return _live(desk, halves("chat.html", **shown), talk, numbered=True)


async def ask_file(desk: Desk, request: Request) -> Response:
    """Sends the answer to the question of the address as one page that carries everything, to be kept or handed on."""
    asked = read_asked(request.query_params)
    text = await desk.turns.call(request.receive, functools.partial(_file, desk, asked))
    return HTMLResponse(text, headers={"Content-Disposition": 'attachment; filename="answer.html"'})


def _file(desk: Desk, asked: Asked) -> str:
    from alignqa.reviews.answer_pages import answer_page

    with desk.opened() as assistant:
        return answer_page(desk.ask(asked), desk.library, assistant.paper)


def _live(desk: Desk, frame: tuple[str, str], talk: Sequence[Asked], *, numbered: bool = False) -> LivePage:
    """Answers the questions between the two halves of a page; an error ends its own turn."""

    async def write(send: _Send) -> None:
        sources = Sources()
        await send(frame[0])
        for number, asked in enumerate(talk, start=1):
            await send(text_of("turn.html", question=asked.question, number=number if numbered else 0))
            prefix = f"turn-{number}-" if numbered else ""  # a quote may come again in a later turn
            work = functools.partial(_answered, desk, asked, sources, send, prefix=prefix)
            try:
                await send(await desk.turns.run(work))
            except Exception as error:  # noqa: BLE001 - the page has begun, so its end tells what happened
                told = as_told(error)
                await send(text_of("failure.html", message=told.message, hint=told.hint))
        await send(frame[1])

    return LivePage(write)


def _answered(desk: Desk, asked: Asked, sources: Sources, send: _Send, *, prefix: str) -> str:
    """Answers one question in a thread, and returns the answer as HTML; claims are sent as they are proven."""
    shown = []

    def show(claim: ProvenClaim) -> None:
        still_wanted()
        shown.append(claim)
        markers = tuple(sources.number_of(quote) for quote in claim.quotes)
        anyio.from_thread.run(send, text_of("claim.html", prefix=prefix, claim=Claim(claim.text, markers, claim.verdict)))

    outcome = sources.numbered(desk.ask(asked, show=show))
    written = bool(shown) and outcome.trace.generator is not None
    return _outcome_html(desk, outcome, prefix=prefix, claims_shown=written)


def _outcome_html(desk: Desk, outcome: Outcome, *, prefix: str, claims_shown: bool) -> str:
    """Renders an answer, with what stands before and after each quote, or an abstention."""
    citations = outcome.citations if isinstance(outcome, Answer) else outcome.nearest
    with desk.opened() as assistant:
        around = surroundings_of(citations, assistant.paper)
    return text_of(
        "answered.html",
        outcome=outcome,
        answered=isinstance(outcome, Answer),
        claims=own_claims(outcome) if isinstance(outcome, Answer) and not claims_shown else (),
        citations=citations,
        around=around,
        pdfs=desk.pdfs(),
        prefix=prefix,
    )
