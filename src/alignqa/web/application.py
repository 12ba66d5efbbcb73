"""The application: which address leads to which page, and what becomes of an error."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alignqa.web import answering, comparing, drafts, reader, searching, shelf
from alignqa.web.api import OPERATIONS, json_response, openapi, problem_response
from alignqa.web.desk import Desk
from alignqa.web.guard import Guard
from alignqa.web.pages import as_told, assets, error_page, page, status_of
from alignqa.web.turns import ClientGone

_Page = Callable[[Desk, Request], Awaitable[Response]]
_PAGES: tuple[tuple[str, _Page, str], ...] = (
    ("/", answering.ask, "GET"),
    ("/ask", answering.ask, "GET"),
    ("/ask/file", answering.ask_file, "GET"),
    ("/chat", answering.chat, "GET"),
    ("/search", searching.search, "GET"),
    ("/papers", shelf.shelf, "GET"),
    ("/papers/{key}", reader.read_paper, "GET"),
    ("/papers/{key}/metadata", shelf.correct, "POST"),
    ("/papers/{key}/pages/{number:int}", reader.read_page, "GET"),
    ("/define", comparing.define, "GET"),
    ("/compare", comparing.compare, "GET"),
    ("/audit", drafts.audit, "GET"),
    ("/audit", drafts.audit, "POST"),
    ("/audit/{number}", drafts.audit_report, "GET"),
)


def make_app(desk: Desk, *, port: int, token: str = "") -> Guard:
    """Makes the application of a desk; without a token, it answers only those who know it by a name of loopback."""
    routes = [Route(path, _called(desk, shown), methods=[method]) for path, shown, method in _PAGES]
    routes += [Route(item.path, _called(desk, item.answer, as_json=True), methods=[item.method]) for item in OPERATIONS]
    routes += [
        Route("/api/openapi.json", _openapi),
        Route("/assets/{name}", _asset),
        Route("/keys", _keys),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _http_error})
    return Guard(app, port, token)


def _called(desk: Desk, shown: _Page, *, as_json: bool = False) -> Callable[[Request], Awaitable[Response]]:
    """Wraps a page in the one place that turns errors into pages, or into JSON."""

    async def call(request: Request) -> Response:
        try:
            return await shown(desk, request)
        except ClientGone:
            return Response(status_code=499)  # nobody reads it
        except HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - told to the client
            told = as_told(error)
        status = status_of(told)
        return problem_response(told, status) if as_json else error_page(told.message, told.hint, status=status)

    return call


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = {404: "There is no such page.", 405: "This page does not take that kind of request."}.get(status, "")
    detail = error.detail if isinstance(error, HTTPException) and error.detail.endswith(".") else message
    if request.url.path.startswith("/api/"):
        return json_response({"message": detail, "hint": "See /api/openapi.json", "exit_code": 2}, status)
    return error_page(detail or "The request cannot be read.", "Go back, or begin at the first page", status=status)


async def _openapi(request: Request) -> Response:
    return json_response(openapi())


async def _keys(request: Request) -> Response:
    return page("keys.html")


async def _asset(request: Request) -> Response:
    found = assets().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    kind, content = found
    return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})
