"""Connecting to a Chroma server: whether it is there, whether it speaks our version, and how long it may take to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from alignqa.errors import ProviderError

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client

_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 120.0  # a server that was just started reads a large graph from its disk before its first answer
_UNAUTHORIZED = (401, 403)


def connect(url: str) -> Client:
    """A client of the server at `url` (scheme, host, port); ProviderError where it is away or of another major version.

    Credentials are Chroma's own settings, such as CHROMA_CLIENT_AUTH_PROVIDER in the environment.
    """
    from chromadb.api.client import Client
    from chromadb.config import Settings
    from httpx import Timeout

    _require_version(url)
    settings = Settings(
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=url,
        chroma_server_http_port=urlsplit(url).port,
        anonymized_telemetry=False,
    )
    try:
        client = Client(settings=settings)
    except ValueError as error:  # what Chroma makes of a refused connection
        raise away(url, error) from error
    # Chroma sets no time limit and offers none: without one, a server that hangs would hang everybody.
    for session in _sessions(client):
        session.timeout = Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS)
    return client


def disconnect(client: Client) -> None:
    """Lets go of a client and of its connections, which Chroma's own `close` leaves open."""
    sessions = _sessions(client)
    client.close()
    for session in sessions:
        session.close()


def _sessions(client: Client) -> list[httpx.Client]:
    """The connections of a client, and those with which it once looked for the database."""
    from chromadb.api.client import AdminClient
    from chromadb.api.fastapi import FastAPI

    return [cast(FastAPI, each._server)._session for each in (client, cast(AdminClient, client._admin_client))]


def away(url: str, error: Exception) -> ProviderError:
    """The error for a server that does not answer."""
    return ProviderError(
        f"The Chroma server at {url} does not answer: {str(error) or type(error).__name__}.",
        hint=f"Start it (chroma run --path FOLDER --port {urlsplit(url).port}) or mend the setting `index`, "
        "then run the command again: nothing that was taken in is lost",
    )


def _require_version(url: str) -> None:
    import chromadb

    ours, theirs = chromadb.__version__, _version(url)
    if theirs and theirs.split(".")[0] != ours.split(".")[0]:
        raise ProviderError(
            f"The Chroma server at {url} has version {theirs}, and this alignqa speaks to version {ours}: "
            "their first numbers must be the same.",
            hint="Start the server of this installation: chroma run --path FOLDER",
        )


def _version(url: str) -> str:
    """The version that the server names; empty where it asks for credentials first, which the client brings."""
    import httpx

    try:
        answer = httpx.get(f"{url}/api/v2/version", timeout=_CONNECT_SECONDS)
        if answer.status_code in _UNAUTHORIZED:
            return ""
        version = _text(answer) or _text(httpx.get(f"{url}/api/v1/version", timeout=_CONNECT_SECONDS))  # before 0.6
    except httpx.HTTPError as error:
        raise away(url, error) from error
    if not version:
        raise ProviderError(
            f"What answers at {url} is not a Chroma server: status {answer.status_code}.",
            hint="Check host and port in the setting `index`",
        )
    return version


def _text(answer: httpx.Response) -> str:
    """The string that a response carries as JSON, or nothing."""
    if answer.status_code != 200:
        return ""
    try:
        value = answer.json()
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""
