"""Connects to a Chroma server, checks its version, and limits the time that it may take to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from alignqa.errors import ProviderError

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client

_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 120.0  # a server that has just started reads a large graph from its disk before its first answer
_UNAUTHORIZED = (401, 403)


def connect(url: str) -> Client:
    """Makes a client of the server at `url` (scheme, host, port); ProviderError if it is down or has another major version.

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
    except ValueError as error:  # Chroma raises it for a refused connection
        raise no_answer(url, error) from error
    # Chroma has no time limit, and no setting for one: without it, a server that hangs would hang all its clients.
    for session in _sessions(client):
        session.timeout = Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS)
    return client


def disconnect(client: Client) -> None:
    """Closes a client and its connections, which Chroma's own `close` leaves open."""
    sessions = _sessions(client)
    client.close()
    for session in sessions:
        session.close()


def _sessions(client: Client) -> list[httpx.Client]:
    """Returns the connections of a client, and those with which it first looked up the database."""
    from chromadb.api.client import AdminClient
    from chromadb.api.fastapi import FastAPI

    return [cast(FastAPI, each._server)._session for each in (client, cast(AdminClient, client._admin_client))]


def no_answer(url: str, error: Exception) -> ProviderError:
    """Makes the error for a server that does not answer."""
    return ProviderError(
        f"The Chroma server at {url} does not answer: {(str(error) or type(error).__name__).rstrip('.')}.",
        hint=f"Start it (chroma run --path FOLDER --port {urlsplit(url).port}) or correct the setting `index`, "
        "then run the command again: nothing that was ingested is lost",
    )


def _require_version(url: str) -> None:
    import chromadb

    ours, theirs = chromadb.__version__, _version(url)
    if theirs and theirs.split(".")[0] != ours.split(".")[0]:
        raise ProviderError(
            f"The Chroma server at {url} has version {theirs} and this alignqa needs version {ours}: "
            "their first numbers must be equal.",
            hint="Start the server of this installation: chroma run --path FOLDER",
        )


def _version(url: str) -> str:
    """Asks the server for its version; empty if it asks for credentials first, which only the client has."""
    import httpx

    try:
        answer = httpx.get(f"{url}/api/v2/version", timeout=_CONNECT_SECONDS)
        if answer.status_code in _UNAUTHORIZED:
            return ""
        version = _text(answer) or _text(httpx.get(f"{url}/api/v1/version", timeout=_CONNECT_SECONDS))  # before 0.6
    except httpx.HTTPError as error:
        raise no_answer(url, error) from error
    if not version:
        raise ProviderError(
            f"The server at {url} is not a Chroma server: it answers with status {answer.status_code}.",
            hint="Check the host and the port in the setting `index`",
        )
    return version


def _text(answer: httpx.Response) -> str:
    """Returns the string that a response contains as JSON, or an empty one."""
    if answer.status_code != 200:
        return ""
    try:
        value = answer.json()
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""
