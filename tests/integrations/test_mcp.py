"""The server of the Model Context Protocol, in a child process, asked by the SDK's own client."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip(
    "mcp", reason="the MCP SDK is not installed here (pip install 'alignqa[mcp]'): nothing of alignqa mcp is tested"
)

import anyio
import httpx
from mcp import Client, MCPError
from mcp_process import HttpServer, RawServer, over_stdio, run
from mcp_samples import WaitingEmbedder, assistant_of, call, links, said

import alignqa
from alignqa.adapters.scripted.index import ScriptedEmbedder
from alignqa.integrations.mcp_server import AlignqaServer
from alignqa.integrations.mcp_tools import TOOLS, Tools

pytestmark = pytest.mark.real

QUESTION = "What is a mesa-optimizer?"
PAPER = "primer-mesa-optimization"


def without_times(outcome: dict[str, object]) -> dict[str, object]:
    assert isinstance(outcome["trace"], dict)
    return {**outcome, "trace": {**outcome["trace"], "timings_ms": {}}}


def test_a_client_finds_small_described_read_only_tools_and_their_answers(primer_home: Path) -> None:
    assistant = alignqa.open(primer_home)

    async def conversation() -> None:
        async with over_stdio(primer_home) as client:
            listed = (await client.list_tools()).tools
            assert tuple(tool.name for tool in listed) == TOOLS
            for tool in listed:
                assert tool.annotations is not None and tool.annotations.read_only_hint
                assert tool.description and tool.output_schema
                assert len(json.dumps(tool.input_schema)) < 1_500 and len(json.dumps(tool.output_schema)) < 5_800
                assert all("description" in field for field in tool.input_schema["properties"].values())

            result = await call(client, "ask", question=QUESTION, quotes=2)
            outcome = result.structured_content
            assert without_times(outcome) == without_times(dict(assistant.ask(QUESTION, quotes=2).to_dict()))
            assert [check.fault for check in assistant.verify(outcome)] == ["", ""]
            assert outcome["citations"][0]["quote"]["exact"] in said(result).replace("\\", "")
            assert links(result) == [f"alignqa://papers/{PAPER}"]
            contents = (await client.read_resource(links(result)[0])).contents[0]
            paper = assistant.paper(PAPER)
            assert paper is not None and contents.text == paper.text

            declined = await call(client, "ask", question="How long does bread bake?")
            assert declined.structured_content["abstention"]["reason"] == "off-topic"
            assert not declined.is_error and "No answer" in said(declined)

            found = (await call(client, "search_passages", query="gradient hacking", count=3)).structured_content["passages"]
            assert [item["text"] for item in found] == [
                item.passage.text for item in assistant.search("gradient hacking", count=3)
            ]
            outline = (await call(client, "get_paper", paper_id=PAPER)).structured_content
            assert outline["title"] == "Mesa-optimization and mesa-optimizers"
            assert outline["source"] == "mesa-optimization.md", "the folder of a file is nobody's business"
            assert [section["title"] for section in outline["sections"]][1] == "Definition"
            section = (await call(client, "get_section", paper_id=PAPER, section="definition")).structured_content
            assert section["text"] == paper.text[section["span"]["start"] : section["span"]["end"]]
            assert section["next_start"] is None

            resources = (await client.list_resources()).resources
            assert [resource.uri.rpartition("/")[2] for resource in resources] == [
                record.paper_id for record in assistant.papers()
            ]

    run(conversation)


def test_quotes_are_checked_word_for_word(primer_home: Path) -> None:
    quotes = [
        {"text": "IT  searches, while it runs", "paper_id": PAPER},
        {"text": "it searches, while it runs"},
        {"text": "it searches, while it sleeps", "paper_id": PAPER},
        {"text": "it searches, while it runs", "paper_id": "primer-scheming"},
    ]

    async def conversation() -> None:
        async with over_stdio(primer_home, mode="legacy") as client:
            result = await call(client, "verify_quotes", quotes=quotes)
            assert [item["stands"] for item in result.structured_content["results"]] == [True, True, False, False]
            first = result.structured_content["results"][0]["citation"]
            assert (first["paper_id"], first["locator"]["section"]) == (PAPER, "Definition")
            assert "it searches, while it runs" in first["quote"]["exact"]
            unknown = await call(client, "verify_quotes", quotes=[{"text": "a text", "paper_id": "nobody1900nothing"}])
            assert unknown.is_error and "There is no paper 'nobody1900nothing'" in said(unknown)

    run(conversation)


def test_a_long_section_is_read_in_parts(tmp_path: Path) -> None:
    paragraphs = [f"Lantern {number} hangs in the hall and is lit when it is dark outside." for number in range(1_000)]
    (tmp_path / "lanterns.md").write_text("# On lanterns\n\n## All\n\n" + "\n\n".join(paragraphs), encoding="utf-8")
    assistant = assistant_of(tmp_path, ScriptedEmbedder())

    async def conversation() -> None:
        async with Client(AlignqaServer(Tools(lambda: assistant))) as client:
            (key,) = [record.paper_id for record in assistant.papers()]
            parts, start = [], 0
            while start is not None:
                part = (await call(client, "get_section", paper_id=key, section="All", start=start)).structured_content
                parts.append(part["text"])
                start = part["next_start"]
            assert len(parts) == 4
            paper = assistant.paper(key)
            assert paper is not None and paper.text.endswith("".join(parts))
            beyond = await call(client, "get_section", paper_id=key, section="All", start=10**9)
            assert beyond.is_error and "ends before" in said(beyond)

    run(conversation)


def test_an_index_made_changed_and_made_anew_is_picked_up_without_a_restart(tmp_path: Path) -> None:
    home, paper = tmp_path / "home", tmp_path / "lanterns.md"

    def ingest(years: int) -> None:
        paper.write_text(f"# On lanterns\n\nA lantern is a lamp that lasts for {years} years.\n", encoding="utf-8")
        assert alignqa.open_library(home).ingest([paper]).of("added", "replaced")

    async def conversation() -> None:
        async with over_stdio(home) as client:
            early = await call(client, "ask", question="What is a lantern?")
            assert early.is_error and "alignqa ingest" in said(early)
            assert (await client.list_resources()).resources == []
            for years, change in enumerate([None, None, "rebuild", "anew"], start=2):
                if change == "rebuild":
                    alignqa.open_library(home).rebuild()
                    years -= 1
                elif change == "anew":
                    shutil.rmtree(home / "indexes")
                if change != "rebuild":
                    ingest(years)
                answer = await call(client, "ask", question="What is a lantern?")
                assert f"lasts for {years} years" in said(answer), change
            assert len((await client.list_resources(cache_mode="bypass")).resources) == 1

    run(conversation)


def test_a_call_that_is_cancelled_while_it_waits_never_begins(tmp_path: Path) -> None:
    (tmp_path / "lanterns.md").write_text("# On lanterns\n\nA lantern is a lamp.\n", encoding="utf-8")
    embedder = WaitingEmbedder()
    assistant = assistant_of(tmp_path, embedder)

    async def conversation() -> None:
        async with Client(AlignqaServer(Tools(lambda: assistant))) as client, anyio.create_task_group() as calls:
            for _ in range(20):
                calls.start_soon(lambda: call(client, "ask", question="What is a lantern?"))
            for _ in range(4):
                await anyio.to_thread.run_sync(embedder.coming.acquire)
            calls.cancel_scope.cancel()
            embedder.go_on.set()
        assert embedder.came == 4

    run(conversation)


def test_a_cancelled_request_is_not_answered_and_the_next_one_is(primer_home: Path) -> None:
    with RawServer(primer_home) as server:
        server.call("verify_quotes", {"quotes": [{"text": f"lantern {n} of the hall"} for n in range(20)]}, number=1)
        server.write(b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}')
        server.call("ask", {"question": QUESTION}, number=2)
        assert server.reply(2)["result"]["structuredContent"]["outcome"] == "answered"
        code, errors = server.end()
        assert (code, errors) == (0, "")
        assert all(json.loads(line).get("id") != 1 or "error" in json.loads(line) for line in server.said)


def test_over_http_only_this_machine_is_served(primer_home: Path) -> None:
    server = HttpServer(primer_home)

    async def conversation() -> None:
        async with Client(server.url) as client:
            result = await call(client, "ask", question=QUESTION)
            assert result.structured_content["outcome"] == "answered"
            with pytest.raises(MCPError, match="There is no paper"):
                await client.read_resource("alignqa://papers/nobody1900nothing")

    try:
        run(conversation)
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
        asked = {"Accept": "application/json, text/event-stream"}
        with httpx.Client(timeout=60, headers=asked) as http:
            for host in ("evil.example", f"evil.example:{server.port}", f"127.0.0.1:{server.port}.evil.example", "127.0.0.1"):
                assert http.post(server.url, json=body, headers={"Host": host}).status_code == 421, host
            for origin in ("https://evil.example", "null", f"http://127.0.0.1:{server.port}.evil.example", "http://localhost"):
                assert http.post(server.url, json=body, headers={"Origin": origin}).status_code == 403, origin
            assert (
                http.post(server.url, content=b"x" * 2_000_000, headers={"Content-Type": "application/json"}).status_code == 413
            )
            assert http.post(server.url, content=b"{", headers={"Content-Type": "application/json"}).status_code == 400
            assert http.get(server.url.replace("/mcp", "/../../etc/passwd")).status_code == 404
        taken = subprocess.run(
            [sys.executable, "-m", "alignqa", "--home", primer_home, "mcp", "--http", "--port", str(server.port)],
            capture_output=True,
            text=True,
        )
        assert (taken.returncode, taken.stdout) == (2, "")
        assert f"Port {server.port} cannot be used" in taken.stderr and "--port 0" in taken.stderr
        run(conversation)
    finally:
        code, out, errors = server.end()
    assert (code, out) == (130, "")
    assert "Traceback" not in errors


def test_without_the_sdk_the_extra_is_named(primer_home: Path) -> None:
    program = "import sys; sys.modules['mcp'] = None; from alignqa.cli.main import main; main()"
    command = [sys.executable, "-c", program, "--home", str(primer_home), "mcp"]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "Error: The MCP SDK is not installed.\nHint: Install it: pip install 'alignqa[mcp]'\n"


def test_a_server_made_inside_a_program_leaves_its_logging_alone() -> None:
    program = """if True:
        import logging
        from alignqa.integrations.mcp_server import AlignqaServer
        from alignqa.integrations.mcp_tools import Tools
        AlignqaServer(Tools(lambda: None))
        print(logging.getLogger().handlers, logging.getLogger().level)
    """
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (result.stdout, result.stderr) == ("[] 30\n", "")
