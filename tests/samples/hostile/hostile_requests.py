"""Requests that nobody should send to the web server, and what must hold of every response.

As a command it sends COUNT of them to an application over a home of hostile papers:
python tests/samples/hostile/hostile_requests.py COUNT [SEED]
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from starlette.testclient import TestClient

MARKUP = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg/onload=alert(1)>",
    "</title></textarea></pre><iframe src=javascript:alert(1)>", "<!--", "-->", "]]>",
    "<a href=\"javascript:alert(1)\">x</a>", "{{ 7919 * 1009 }}", "{% include '/etc/passwd' %}", "${7919*1009}", "$x$ \\(y\\)",
    "\x1b]8;;http://evil.example\x07x\x1b]8;;\x07", "\u202eevil\u202c", "\x00", "\ud7ff\uffff", "&lt;script&gt;",
    "<base href=//evil.example>", "<meta http-equiv=refresh content=0;url=//evil.example>", "<style>*{display:none}</style>",
    "<form action=//evil.example><input>",
]  # fmt: skip
PATHS = [
    "../../../../etc/passwd", "..\\..\\secret.txt", "/etc/passwd", "file:///etc/passwd", "%2e%2e%2f%2e%2e%2fsecret.txt",
    "....//secret.txt", "secret.txt\x00.md", "~root/.ssh/id_rsa", "alignqa.toml", "CON", "\\\\evil\\share",
]  # fmt: skip
ODD = [
    "", " ", "0", "-1", "1e9", "9" * 400, "٣", "0:0", "5:1", "0:99999999999999", "1:2:3", "nan", "x" * 2_500, "é" * 900,
    "\u0301" * 500, "a\nb\r\nSet-Cookie: evil=1", "%", "%zz", "%ff%fe", "&&==&", "drift", "2003..", "winter2003lantern",
    "' OR 1=1 --", "NEAR(", "\"\"\"", "*",
]  # fmt: skip
NASTY = [*MARKUP, *PATHS, *ODD]
ROUTES = [
    "/", "/ask", "/ask/file", "/chat", "/search", "/papers", "/papers/{}", "/papers/{}/pages/1", "/papers/{}/pages/{}",
    "/define", "/compare", "/audit/{}", "/audit", "/keys", "/assets/{}", "/{}", "/api/ask", "/api/search", "/api/papers",
    "/api/papers/{}", "/api/papers/{}/text", "/api/define", "/api/{}",
]  # fmt: skip
NAMES = [
    "q", "next", "paper", "author", "year", "page", "sort", "span", "at", "term", "left", "right", "count", "all", "token",
    "name",
]  # fmt: skip
POSTS = ["/audit", "/papers/{}/metadata", "/api/audit", "/api/verify"]
SECRET = "the-secret-that-no-page-shows"  # noqa: S105 - no password
_TAGS = re.compile(r"<(script|img|svg|iframe|base|style|form|object|embed|link|meta)\b[^>]*>", re.IGNORECASE)
_OURS = re.compile(
    r'<(?:script src="/assets/keys\.js\?v=\w+" defer|link rel="stylesheet" href="/assets/style\.css\?v=\w+"'
    r'|link rel="icon" href="data:,"'
    r'|meta (?:charset="utf-8"|name="(?:viewport|color-scheme|referrer|generator|alignqa-seal)" content="[^"<>]*")'
    r'|form action="/[^"<>]*"[^<>]*|style|img src="data:image/(?:png|webp);base64,[^"]*"[^<>]*|svg viewBox="0 0 1 1"[^<>]*'
    r'|meta http-equiv="Content-Security-Policy" content="[^"<>]*")>'
)
_ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class HostileRequest:
    method: str
    address: str
    form: dict[str, str] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None
    headers: dict[str, str] = field(default_factory=dict)


def hostile_requests(seed: int, count: int) -> Iterator[HostileRequest]:
    """Yields requests of every kind, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - not a secret

    def nasty() -> str:
        return chance.choice(NASTY) if chance.random() < 0.8 else "".join(chance.sample(NASTY, 2))

    for _ in range(count):
        posts = chance.random() < 0.2
        path = chance.choice(POSTS if posts else ROUTES)
        while "{}" in path:
            known = chance.random() < 0.3
            path = path.replace(
                "{}", "winter2003lantern" if known else quote(nasty(), safe="/." if chance.random() < 0.3 else ""), 1
            )
        query = "&".join(f"{name}={quote(nasty())}" for name in chance.choices(NAMES, k=chance.randrange(4)))
        headers = {"host": "evil.example"} if chance.random() < 0.02 else {}
        if not posts:
            yield HostileRequest("GET", f"{path}?{query}", headers=headers)
        elif chance.random() < 0.5:
            data = "".join(nasty() for _ in range(3)).encode("utf-8", "replace")
            yield HostileRequest("POST", f"{path}?{query}", file=(nasty().replace("\n", " "), data), headers=headers)
        else:
            names = ("text", "title", "authors", "year", "url")
            yield HostileRequest("POST", f"{path}?{query}", form={name: nasty() for name in names}, headers=headers)


def fault_of(client: TestClient, request: HostileRequest) -> str:
    """Sends a request; says what is wrong with the response, or nothing."""
    files = {"file": request.file} if request.file else None
    try:
        found = client.request(request.method, request.address, data=request.form or None, files=files, headers=request.headers)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the find
        return f"raised {error!r}"
    if found.status_code >= 500 and "is not where it was" not in found.text:
        return f"status {found.status_code}"
    return fault_of_page(found.text, dict(found.headers))


def fault_of_page(text: str, headers: dict[str, str]) -> str:
    """Says what a page has that a page must not have, or nothing."""
    if "script-src 'self'" not in headers.get("content-security-policy", "") or "set-cookie" in headers:
        return "headers"
    if SECRET in text or "root:" in text:
        return "a file from elsewhere"
    if "7990271" in text:
        return "a template of somebody else"
    if "html" not in headers.get("content-type", ""):
        return ""
    strange = [match[0] for match in _TAGS.finditer(text) if not _OURS.fullmatch(match[0])]
    if strange:
        return f"markup {strange[0][:200]}"
    if re.search(r'(?:href|src|action)="\s*(?:javascript|vbscript|file|data:text)', text, re.IGNORECASE):
        return "an address that acts"
    acting = _ACTING.search(text)
    return f"the character {acting[0]!r}" if acting else ""


def write_hostile_papers(folder: Path) -> None:
    """Writes papers whose titles, authors, addresses, headings and words are markup."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(MARKUP):
        shown = text.replace("\x00", "").replace('"', '\\"').replace("\\(", "(").replace("\\)", ")")
        shown = "".join(char for char in shown if char.isprintable())
        known = f'title: "{shown} of drift {number}"\nauthors: ["{shown} Doe"]\nyear: 20{number:02}'
        known += f'\nurl: "javascript:alert({number})"'
        body = f"## Findings {text}\n\nLantern drift {number} is a shift that keepers call `{text}` here.\n\n```\n{text}\n```\n"
        (folder / f"paper{number}.md").write_text(f"---\n{known}\n---\n\n# {text}\n\n{body}", encoding="utf-8", errors="replace")
    (folder.parent / "secret.txt").write_text(SECRET, encoding="utf-8")


def main() -> None:
    import alignqa
    from web_process import browser_of

    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_hostile_papers(folder / "papers")
        alignqa.open_library(folder / "home").ingest([folder / "papers"])
        faults: Counter[str] = Counter()
        with browser_of(folder / "home") as client:
            for request in hostile_requests(seed, count):
                if fault := fault_of(client, request):
                    faults[fault] += 1
                    sys.stdout.write(f"{fault}: {request}\n")
    sys.stdout.write(f"{count} requests of seed {seed}, {sum(faults.values())} faults\n")
    sys.exit(bool(faults))


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parent.parent / "processes"))
    main()
