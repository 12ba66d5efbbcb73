"""Any arguments for any tool: each call has an answer or an error that says what to change, and the server goes on."""

from __future__ import annotations

import inspect
import json
import re

import pytest

pytest.importorskip(
    "mcp", reason="the MCP SDK is not installed here (pip install 'alignqa[mcp]'): nothing of alignqa mcp is tested"
)

from hypothesis import example, given
from hypothesis import strategies as st
from mcp import Client
from mcp_process import run
from mcp_samples import assistant_of, call, said

from alignqa.adapters.scripted.index import ScriptedEmbedder
from alignqa.integrations.mcp_server import AlignqaServer
from alignqa.integrations.mcp_tools import TOOLS, Tools

PAPER = """---
key: lark2020lanterns
authors: [Ada Lark]
year: 2020
---
# On lanterns

A lantern is a lamp that can be carried. It is lit at night, and 41% of the oil is burned before dawn.
"""
PIECES = (
    *("lantern", "lamp", "a lantern is ", "lark2020lanterns", "Lark (2020) ", "(Lark, 2020). ", "41%", "“", '"', "'", "’s "),
    *(
        "*",
        "NEAR(",
        '" OR ',
        "(",
        ")",
        "[@",
        "](",
        "\\cite{",
        "\\begin{",
        "# ",
        "\n\n",
        "> ",
        "| a |",
        "and ",
        ", ",
        "%00",
        "../../",
    ),
    *("\x1b[2J", "\x9b", "\u202e", "\x00", "\ufeff", "e\u0301", "😀", "ß", "…", " ", "\n", "a" * 300),
)
_TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=9), max_size=12).map("".join)
_ANY = st.recursive(
    _TEXT | st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_KEY = st.just("lark2020lanterns") | _TEXT
_FITTING: dict[str, st.SearchStrategy[object]] = {
    "papers": st.lists(_KEY, max_size=3),
    "authors": st.lists(st.just("Lark") | _TEXT, max_size=3),
    "years": st.sampled_from(("", "2020", "2019..", "..2022", "2022..2019", "9" * 19)) | _TEXT,
    "paper_id": _KEY,
    "section": st.sampled_from(("On lanterns", "1", "")) | _TEXT,
    "start": st.integers(0, 200),
    "count": st.integers(1, 5),
    "name": st.sampled_from(("draft.md", "draft.tex", "draft.txt", "../draft.docx")) | _TEXT,
}
_QUOTES = st.lists(st.fixed_dictionaries({"text": _TEXT}, optional={"paper_id": _KEY}), min_size=1, max_size=3)


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """A tool and its arguments, most of which fit."""
    tool = draw(st.sampled_from(TOOLS))
    arguments: dict[str, object] = {}
    for name, parameter in inspect.signature(getattr(Tools, tool)).parameters.items():
        if name == "self" or (parameter.default is not parameter.empty and draw(st.booleans())):
            continue
        quotes = _QUOTES if tool == "verify_quotes" else st.integers(1, 5)
        fitting = quotes if name == "quotes" else _FITTING.get(name, _TEXT)
        arguments[name] = draw(_ANY if draw(st.integers(0, 9)) == 0 else fitting)
    return tool, arguments


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> AlignqaServer:
    folder = tmp_path_factory.mktemp("lanterns")
    (folder / "lanterns.md").write_text(PAPER, encoding="utf-8")
    assistant = assistant_of(folder, ScriptedEmbedder())
    return AlignqaServer(Tools(lambda: assistant))


@given(st.lists(calls(), min_size=1, max_size=6))
@example([("ask", {"question": "What is a lantern?"}), ("get_section", {"paper_id": "lark2020lanterns", "section": "1"})])
def test_any_arguments_have_an_answer_or_an_error_that_was_foreseen(
    server: AlignqaServer, asked: list[tuple[str, dict[str, object]]]
) -> None:
    async def conversation() -> None:
        async with Client(server) as client:
            for tool, arguments in asked:
                result = await call(client, tool, **arguments)
                # The SDK says no more than this of what nobody has foreseen.
                assert said(result) != f"Error executing tool {tool}"
                assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said(result))
                assert result.is_error or json.dumps(result.structured_content, allow_nan=False)
            found = await call(client, "verify_quotes", quotes=[{"text": "a lantern is a lamp that can be carried."}])
            assert "A lantern is a lamp that can be carried." in said(found)

    run(conversation)
