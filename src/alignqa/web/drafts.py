"""The pages that audit a draft, pasted or uploaded; a report is kept in memory for a while, under an address nobody can guess."""

from __future__ import annotations

import functools
import secrets
from pathlib import PurePath

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from alignqa.audits.drafts.draft import MAX_DRAFT_BYTES, Draft, draft_of, read_draft
from alignqa.audits.findings import Audit
from alignqa.errors import UsageError
from alignqa.render.audit import change_line, not_judged, said, summary
from alignqa.render.html.marked_drafts import lines_of, tone_of
from alignqa.render.printable import one_line
from alignqa.web.desk import Desk
from alignqa.web.pages import page

_PASTED = "pasted.md"
_MAX_NAME = 120


async def audit(desk: Desk, request: Request) -> Response:
    """Shows the form, or audits the draft that was sent and goes on to its report."""
    if request.method != "POST":
        return page("audit_form.html")
    async with request.form(max_files=1, max_fields=5, max_part_size=MAX_DRAFT_BYTES) as form:
        upload, text = form.get("file"), form.get("text")
        if isinstance(upload, UploadFile) and upload.filename:
            data, name = await upload.read(), draft_name(upload.filename)
            work = functools.partial(_audited_file, desk, data, name)
        else:
            pasted = text.replace("\r\n", "\n") if isinstance(text, str) else ""
            work = functools.partial(_audited, desk, functools.partial(draft_of, pasted, _PASTED))
    report = await desk.turns.call_long(request.receive, work)
    number = secrets.token_urlsafe(12)
    desk.audits.keep(number, report)
    return RedirectResponse(f"/audit/{number}", 303)


async def audit_report(desk: Desk, request: Request) -> Response:
    """Shows the report of an audit."""
    kept: tuple[Draft, Audit] | None = desk.audits.get(request.path_params["number"])
    if kept is None:
        raise HTTPException(404, "This report is not kept any more. Audit the draft again.")
    draft, found = kept
    return page(
        "audited.html",
        audit=found,
        summary=summary(found),
        lines=lines_of(draft, found, prefix="line"),
        not_judged=not_judged(found),
        change_line=change_line,
        tone_of=tone_of,
        said=said,
        pdfs=await desk.turns.call(request.receive, desk.pdfs),
        every="all" in request.query_params,
    )


def draft_name(given: str) -> str:
    """Returns the name of a file that was sent, which may be anything, as a name to be shown; its ending tells the format."""
    name = PurePath(one_line(given).replace("\\", "/")).name
    return name[-_MAX_NAME:] or _PASTED


def _audited_file(desk: Desk, data: bytes, name: str) -> tuple[Draft, Audit]:
    if not data:
        raise UsageError(f"{name} is empty.", hint="Check that this is the file you meant")
    return _audited(desk, functools.partial(read_draft, data, name))


def _audited(desk: Desk, read: functools.partial[Draft]) -> tuple[Draft, Audit]:
    draft = read()
    return draft, desk.audit(draft)
