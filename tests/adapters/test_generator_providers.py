"""Generators over real HTTP: what they send, what they make of errors, and that no key is ever seen."""

from __future__ import annotations

import io
import json
import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alignqa.adapters.generators.local_generator import LocalGenerator
from alignqa.adapters.generators.making import make_generator
from alignqa.adapters.generators.names import parse
from alignqa.adapters.generators.providers import GeneratorLimits
from alignqa.answers.interfaces import Generator, Prompt, Usage
from alignqa.answers.writing.replies import REPLY_SCHEMA
from alignqa.errors import ProviderError, UsageError
from provider import Provider, Turn

CANARY = "sk-canary-4f1d9a77c0ffee"
PROMPT = Prompt("Be brief.", "Say something.")
REPLY = '{"claims": [{"text": "Goats follow.", "sentences": [1]}]}'

Serve = Callable[..., Provider]


@pytest.fixture
def serve() -> Iterator[Serve]:
    started: list[Provider] = []

    def begin(*turns: Turn) -> Provider:
        started.append(Provider(turns))
        return started[-1]

    yield begin
    for provider in started:
        provider.close()


def like(provider: Provider, **limits: object) -> Generator:
    found = make_generator(
        f"openai-like:m@{provider.url}",
        {"OPENAI_LIKE_API_KEY": CANARY},
        limits=GeneratorLimits(**{"timeout": 20.0, **limits}),  # type: ignore[arg-type] # the fields of Limits by name
        offline=True,
    )
    assert found is not None
    return found


def written(generator: Generator) -> tuple[str, Usage]:
    pieces = list(generator.generate(PROMPT, schema=REPLY_SCHEMA))
    return "".join(piece.text for piece in pieces), sum((piece.usage for piece in pieces), Usage())


def failing(generator: Generator) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        written(generator)
    assert caught.value.exit_code == 5
    assert "--generator extractive" in caught.value.hint
    return caught.value


def test_openai_like_streams_holds_to_the_schema_and_counts_tokens(serve: Serve) -> None:
    provider = serve(Turn(REPLY))
    assert written(like(provider)) == (REPLY, Usage(1, 700, 30))
    (request,) = provider.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["Authorization"] == f"Bearer {CANARY}"
    assert [message["content"] for message in request.body["messages"]] == ["Be brief.", "Say something."]
    assert request.body["response_format"]["json_schema"]["schema"] == REPLY_SCHEMA
    assert (request.body["temperature"], request.body["max_tokens"]) == (0.0, 1500)


def test_the_key_of_openai_is_not_sent_to_another_server(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = serve(Turn(REPLY))
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    generator = make_generator(f"openai-like:m@{provider.url}", {"OPENAI_API_KEY": CANARY})
    assert generator is not None
    written(generator)
    assert CANARY not in str(provider.requests[0].headers)


@pytest.mark.parametrize(("model", "temperature"), [("gpt-4o-mini", 0.0), ("gpt-5-nano", 1.0), ("o9-of-the-future", 1.0)])
def test_openai(serve: Serve, monkeypatch: pytest.MonkeyPatch, model: str, temperature: float) -> None:
    provider = serve(Turn(REPLY))
    monkeypatch.setenv("OPENAI_API_BASE", provider.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    generator = make_generator(f"openai:{model}", {"OPENAI_API_KEY": CANARY})
    assert generator is not None
    assert written(generator) == (REPLY, Usage(1, 700, 30))
    body = provider.requests[0].body
    assert (body["model"], body["temperature"]) == (model, temperature)
    assert "max_tokens" not in body
    assert "maxItems" not in json.dumps(body["response_format"])


def test_anthropic(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("anthropic", reason="anthropic is not installed: make local-model")
    provider = serve(Turn(REPLY))
    monkeypatch.setenv("ANTHROPIC_BASE_URL", provider.root)
    generator = make_generator("anthropic:claude-of-the-future", {"ANTHROPIC_API_KEY": CANARY})
    assert generator is not None
    assert written(generator) == (REPLY, Usage(1, 700, 30))
    assert {name.lower(): value for name, value in provider.requests[0].headers.items()}["x-api-key"] == CANARY


def test_ollama(serve: Serve) -> None:
    provider = serve(Turn(REPLY))
    generator = make_generator(f"ollama:m@{provider.root}", {}, offline=True)
    assert generator is not None
    assert written(generator) == (REPLY, Usage(1, 700, 30))
    body = provider.requests[0].body
    assert body["format"] == REPLY_SCHEMA
    assert body["options"]["num_ctx"] == 8_192


@pytest.mark.parametrize(
    ("turn", "message", "hint", "calls"),
    [
        (Turn("bad key", 401), "refuses the key (status 401)", "OPENAI_LIKE_API_KEY", 1),
        (Turn("no such model", 404), "was not found: ", "name of the model", 1),
        (Turn("request (9000 tokens) exceeds the available context size", 400), "fewer tokens", "generator_context", 1),
        (Turn("slow down", 429, {"retry-after": "0"}), "allows no more requests for now", "Wait a little", 3),
        (Turn("oh no", 503, {"retry-after": "0"}), "failed with status 503", "Try again later", 3),
        (Turn("<html>", 200), "", "", 1),
        (Turn(REPLY, cut=True), "broke off in the middle", "Ask again", 1),
    ],
)
def test_what_a_provider_refuses_is_told_with_a_hint(serve: Serve, turn: Turn, message: str, hint: str, calls: int) -> None:
    provider = serve(turn)
    if not message:  # prose instead of a reply is no error of the provider
        assert written(like(provider))[0] == "<html>"
        return
    error = failing(like(provider))
    assert message in error.message
    assert hint in error.hint
    assert len(provider.requests) == calls


def test_what_is_transient_is_tried_again(serve: Serve) -> None:
    provider = serve(Turn("busy", 503, {"retry-after": "0"}), Turn("busy", 429, {"retry-after": "0"}), Turn(REPLY))
    assert written(like(provider))[0] == REPLY
    assert len(provider.requests) == 3


def test_a_server_that_takes_no_schema_is_asked_without(serve: Serve) -> None:
    provider = serve(Turn("unknown field response_format", 400), Turn(REPLY))
    generator = like(provider)
    assert written(generator)[0] == REPLY
    written(generator)
    assert ["response_format" in request.body for request in provider.requests] == [True, False, False]


def test_a_server_that_is_not_there(serve: Serve) -> None:
    provider = Provider([Turn(REPLY)])
    provider.close()
    assert "cannot be reached" in failing(like(provider, attempts=2)).message


def test_a_reply_that_does_not_come_in_time(serve: Serve) -> None:
    waits = threading.Event()
    provider = serve(Turn(REPLY, waits=waits))
    try:
        assert "did not answer in time" in failing(like(provider, timeout=0.3)).message
    finally:
        waits.set()


def test_a_reply_without_end_ends_at_the_deadline(serve: Serve) -> None:
    assert "had not finished after 0.5 seconds" in failing(like(serve(Turn(endless=True)), timeout=0.5)).message


PINGS = Turn(without_end=b": ping\n\n")
LINE = Turn(without_end=b"data: " + b"x" * 60_000)


@pytest.mark.parametrize(
    ("turn", "message"),
    [
        (PINGS, "did not answer in time"),
        (Turn(without_end=b"y", in_the_head=True), "did not answer in time"),
        (Turn(without_end=b"\n"), "did not answer in time"),
        (LINE, "its answer has more than 16,000,000 bytes"),
        (Turn(without_end=b": ping\n\n" * 10_000), "its answer has more than 16,000,000 bytes"),
        (Turn(without_end=b"\x1f\x8b\x08", headers={"content-encoding": "gzip"}), "is packed, which was not asked for"),
    ],
)
def test_an_answer_without_end_ends_by_the_clock_or_by_its_size(serve: Serve, turn: Turn, message: str) -> None:
    provider = serve(turn)
    error = failing(like(provider, timeout=0.5 if "time" in message else 60.0))
    assert message in error.message
    assert len(provider.requests) == 1
    assert provider.gone.wait(20)


@pytest.mark.parametrize("kind", ["ollama", "anthropic"])
def test_every_provider_is_held_to_the_clock(serve: Serve, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    if kind == "anthropic":
        pytest.importorskip("anthropic", reason="anthropic is not installed: make local-model")
    provider = serve(PINGS if kind == "anthropic" else Turn(without_end=b" "))
    monkeypatch.setenv("ANTHROPIC_BASE_URL", provider.root)
    name = "anthropic:m" if kind == "anthropic" else f"ollama:m@{provider.root}"
    generator = make_generator(name, {"ANTHROPIC_API_KEY": CANARY}, limits=GeneratorLimits(timeout=0.5))
    assert generator is not None
    assert "did not answer in time" in failing(generator).message
    assert provider.gone.wait(20)


def test_whoever_stops_reading_closes_the_connection(serve: Serve) -> None:
    provider = serve(Turn(endless=True))
    pieces = like(provider).generate(PROMPT)
    assert "and so on" in next(piece.text for piece in pieces if piece.text)
    pieces.close()  # type: ignore[attr-defined] # it is a Python generator
    assert provider.gone.wait(20)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("99999999999", "It asks to wait for a day or more."),
        ("inf", "a day or more"),
        ("7200", "It asks to wait for 7,200 seconds."),
        ("nan", ""),
        ("-5", ""),
        ("soon", ""),
    ],
)
def test_a_pause_of_years_is_said_and_not_waited_for(serve: Serve, after: str, said: str) -> None:
    error = failing(like(serve(Turn("slow down", 429, {"retry-after": after})), timeout=30.0))
    assert "allows no more requests for now: " in error.message
    assert said in error.message
    assert ("asks to wait" in error.message) == bool(said)


@pytest.mark.parametrize("text", [CANARY, f"My key is {CANARY}, {CANARY[:-1]} and {CANARY[:5]}", f"{CANARY}{CANARY[:9]}"])
def test_a_key_that_comes_back_in_a_reply_is_not_passed_on(serve: Serve, text: str) -> None:
    reply, usage = written(like(serve(Turn(text))))
    assert reply == text.replace(CANARY, "(the key)")
    assert usage == Usage(1, 700, 30)


def test_a_proxy_of_the_environment_does_not_see_what_stays_on_this_machine(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = serve(Turn(REPLY))
    monkeypatch.delenv("NO_PROXY", raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert written(like(provider))[0] == REPLY


@pytest.mark.parametrize(
    "turn", [Turn(f"your key {CANARY} is bad", 401), Turn(f"{CANARY}", 400), Turn(f"{CANARY} " * 40, 500), Turn(REPLY)]
)
def test_the_key_is_seen_nowhere(serve: Serve, turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        generator = like(serve(turn), attempts=1)
        told = [repr(generator), str(generator), generator.name, str(generator.__dict__.get("_name"))]
        try:
            told.append(str(written(generator)))
        except ProviderError as error:
            told += [error.message, error.hint, repr(error), "".join(traceback.format_exception(error))]
        told += [repr(generator), log.getvalue()]
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert log.getvalue()
    assert CANARY not in "\n".join(told)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("gpt-4o", "not the name of a generator"),
        ("openai:", "not the name of a generator"),
        ("openai-like:m", "needs the address"),
        ("openai-like:m@http://user:secret@host/v1", "cannot be used"),
        ("openai-like:m@http://host/v1?key=secret", "cannot be used"),
        ("openai-like:m@http://host:99999/v1", "cannot be used"),
        ("openai:m@http://host", "not the name of a generator"),
        ("local:/nowhere/model.gguf", "cannot be read"),
        (f"local:{__file__}", "is not a GGUF file"),
    ],
)
def test_names_that_are_none(name: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        make_generator(name, {})
    assert says in caught.value.message
    assert "secret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("name", ["openai:gpt-4o", "anthropic:claude"])
def test_a_missing_key_names_its_variable(name: str) -> None:
    with pytest.raises(ProviderError) as caught:
        make_generator(name, {})
    assert "API_KEY in the environment" in caught.value.hint


@pytest.mark.parametrize("name", ["openai:m", "anthropic:m", "openai-like:m@https://host/v1", "ollama:m@http://10.0.0.7:11434"])
def test_offline_forbids_every_generator_over_the_network(name: str) -> None:
    keys = {"OPENAI_API_KEY": CANARY, "ANTHROPIC_API_KEY": CANARY}
    assert make_generator(name, keys) is not None
    with pytest.raises(UsageError, match="offline"):
        make_generator(name, keys, offline=True)


def test_offline_leaves_this_machine_and_having_none(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"GGUF and more")
    for name in ("ollama:m", "openai-like:org/m:free@http://localhost:8080/v1", "openai-like:m@http://[::1]:8080/v1"):
        generator = make_generator(name, {}, offline=True)
        assert generator is not None
        assert generator.name == name
    assert isinstance(make_generator(f"local:{tmp_path}/model.gguf", {}, offline=True), LocalGenerator)
    assert make_generator("extractive", {}, offline=True) is None
    assert parse("extractive") is None
