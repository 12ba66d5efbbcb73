"""Definitions and audits through the server: what the commands give, and never in the way of other calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip(
    "mcp", reason="the MCP SDK is not installed here (pip install 'alignqa[mcp]'): nothing of alignqa mcp is tested"
)

import anyio
from mcp import Client
from mcp_process import over_stdio, run
from mcp_samples import WaitingEmbedder, assistant_of, call, links, said

from alignqa.integrations.mcp_server import AlignqaServer
from alignqa.integrations.mcp_tools import Tools
from alignqa.papers.identity.literature import Literature
from invoked import invoked

pytestmark = pytest.mark.real

PAPER = "primer-mesa-optimization"
DRAFT = """See Hubinger et al. (2016), Risks from Learned Optimization in Advanced Machine Learning Systems.

The note says that "it searches, while it sleeps" [@primer-mesa-optimization].
"""


def printed(home: Path, *words: str) -> object:
    """What a command prints as JSON, whatever its exit code."""
    return json.loads(invoked("--home", home, *words, "--json").stdout)


def test_definitions_are_those_of_the_command(primer_home: Path) -> None:
    async def conversation() -> None:
        async with over_stdio(primer_home) as client:
            result = await call(client, "define", term="mesa-optimizer and lantern drift")
            first, second = result.structured_content["ledgers"]
            assert first == printed(primer_home, "define", "mesa-optimizer")
            assert (first["outcome"], second["outcome"]) == ("answered", "abstained")
            assert first["citations"][0]["quote"]["exact"] in said(result)
            assert "No paper in the index uses this term." in said(result)
            assert f"alignqa://papers/{PAPER}" in links(result)

            narrowed = await call(client, "define", term="mesa-optimizer", papers=["primer-scheming"], years="2000..")
            assert [ledger["outcome"] for ledger in narrowed.structured_content["ledgers"]] == ["abstained"]
            unknown = await call(client, "define", term="mesa-optimizer", papers=["nobody1900nothing"])
            assert unknown.is_error and "There is no paper 'nobody1900nothing'" in said(unknown)
            empty = await call(client, "define", term=" ")
            assert empty.is_error and "empty" in said(empty)

    run(conversation)


def test_a_sentence_is_found_as_by_the_command(primer_home: Path) -> None:
    async def conversation() -> None:
        async with over_stdio(primer_home) as client:
            sentence = "it searches, while it runs"
            result = await call(client, "find", sentence=sentence)
            assert result.structured_content == printed(primer_home, "find", sentence)
            assert result.structured_content["occurrences"][0]["likeness"] == "verbatim"
            assert "Verbatim:" in said(result)
            assert f"alignqa://papers/{PAPER}" in links(result)
            refused = await call(client, "find", sentence="lanterns")
            assert refused.is_error and "One word is no sentence." in said(refused)

    run(conversation)


def test_an_audit_is_that_of_the_command_and_reads_no_file(primer_home: Path, tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")

    async def conversation() -> None:
        async with over_stdio(primer_home) as client:
            named = str(tmp_path / "draft.md")
            result = await call(client, "audit_text", text=DRAFT, name=named)
            assert result.structured_content == printed(primer_home, "audit", named)
            (draft,) = result.structured_content["drafts"]
            assert [finding["verdict"] for finding in draft["findings"] if finding["problem"]] == ["wrong year", "altered"]
            assert "The work is from 2019, not 2016." in said(result)
            assert f"alignqa://papers/{PAPER}" in links(result)
            # The name is a name: what lies there is not looked at.
            other = await call(client, "audit_text", text="Nobody is cited.", name=named)
            assert other.structured_content["drafts"][0]["findings"] == []
            longer = await call(client, "audit_text", text="A lantern glows. " * 2_000)
            assert longer.is_error and "20000" in said(longer)

    run(conversation)


def test_audits_leave_the_others_their_turns_and_a_cancelled_one_ends(tmp_path: Path) -> None:
    source = "---\ntitle: On lanterns\nauthors: [Ada Ash]\nyear: 2020\n---\n\n# On lanterns\n\nA lantern is a lamp.\n"
    (tmp_path / "lanterns.md").write_text(source, encoding="utf-8")
    embedder = WaitingEmbedder()
    assistant = assistant_of(tmp_path, embedder)
    draft = "\n\n".join(f"Ash (2020) holds that lantern {number} is a lamp that glows." for number in range(50))

    async def conversation() -> None:
        async with Client(AlignqaServer(Tools(lambda: assistant, literature=Literature))) as client:
            async with anyio.create_task_group() as calls:
                for _ in range(8):
                    calls.start_soon(lambda: call(client, "audit_text", text=draft))
                await anyio.to_thread.run_sync(embedder.coming.acquire)
                (key,) = [record.paper_id for record in assistant.papers()]
                assert not (await call(client, "get_paper", paper_id=key)).is_error
                calls.cancel_scope.cancel()
                embedder.go_on.set()
            await call(client, "audit_text", text="Nobody is cited.")  # has its turn when the cancelled one has ended
        assert embedder.came < 50

    run(conversation)
