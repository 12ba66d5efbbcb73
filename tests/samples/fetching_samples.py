"""What the tests of fetching are made of: works, their addresses and copies, and the names of what lies on a shelf."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable

from alignqa.acquisition.downloads import Downloads
from alignqa.acquisition.fetching import FetchReport
from alignqa.papers.document import Metadata
from pdf_samples import document, lines
from pdf_samples import page as pdf_page

API = "export.arxiv.org/api/query"
HTML, EPRINT, PDF = (f"arxiv.org/{kind}/2401.00001v1" for kind in ("html", "e-print", "pdf"))
LAMPS = Metadata(title="On Lanterns", key="ash2024lanterns", arxiv_id="2401.00001")
POST = Metadata(title="On Doors", key="beech2020doors", url="https://www.lesswrong.com/posts/abc/on-doors")
A_PDF = document([pdf_page(lines(72, 700, ["A lantern keeps its glow, and nobody", "has asked it to keep it so long."]))])
CHALLENGE = b"<!doctype html><html><head><title>Just a moment...</title></head><body>Checking.</body></html>"

Fetch = Callable[..., FetchReport]


def tar(**members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def names(downloads: Downloads) -> list[str]:
    return sorted(
        str(path.relative_to(downloads.folder)) for path in downloads.folder.rglob("*") if path.is_file() and path.name != ".lock"
    )
