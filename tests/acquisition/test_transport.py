"""The address that was checked is the one that is connected to, and the certificate is the host's."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from alignqa.acquisition.failures import NotAllowed
from alignqa.acquisition.network.transport import CheckedTransport
from local_server import Answer, LocalServer


def test_a_name_is_resolved_once_so_that_it_cannot_be_rebound(papers_server: LocalServer) -> None:
    answers = [["127.0.0.1"], ["10.0.0.5"]]
    papers_server.routes["papers.example/x"] = Answer(b"here")
    transport = CheckedTransport(resolve=lambda _: answers.pop(0), loopback_port=papers_server.port)
    response = transport.handle_request(httpx.Request("GET", "https://papers.example/x"))
    assert response.read() == b"here"
    assert answers == [["10.0.0.5"]]
    with pytest.raises(NotAllowed):
        transport.handle_request(httpx.Request("GET", "https://papers.example/x"))
    assert papers_server.places == ["papers.example/x"]


def test_without_the_switch_nothing_on_this_machine_is_asked(papers_server: LocalServer) -> None:
    transport = CheckedTransport(resolve=lambda _: ["127.0.0.1"])
    with pytest.raises(NotAllowed):
        transport.handle_request(httpx.Request("GET", f"https://papers.example:{papers_server.port}/x"))
    assert papers_server.asked == []


def test_the_next_address_is_tried_where_one_cannot_be_reached(papers_server: LocalServer) -> None:
    papers_server.routes["papers.example/x"] = Answer(b"here")
    transport = CheckedTransport(resolve=lambda _: ["::1", "127.0.0.1"], loopback_port=papers_server.port)
    assert transport.handle_request(httpx.Request("GET", "https://papers.example/x")).read() == b"here"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for papers.example with its key, made here."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    path = tmp_path / "both.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=papers.example"]
    command += ["-addext", "subjectAltName=DNS:papers.example", "-keyout", str(path), "-out", str(tmp_path / "only.pem")]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + (tmp_path / "only.pem").read_text())
    return path


@pytest.fixture
def tls_port(certificate: Path) -> Iterator[int]:
    """A server with that certificate."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.headers["Host"].encode())

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.real
def test_the_certificate_is_checked_against_the_name_and_not_the_address(certificate: Path, tls_port: int) -> None:
    trusting = CheckedTransport(
        resolve=lambda _: ["127.0.0.1"], loopback=True, tls=ssl.create_default_context(cafile=str(certificate))
    )
    asked = f"papers.example:{tls_port}"
    assert trusting.handle_request(httpx.Request("GET", f"https://{asked}/")).read().decode() == asked
    with pytest.raises(httpx.ConnectError, match=r"CERTIFICATE_VERIFY_FAILED.*mismatch"):
        trusting.handle_request(httpx.Request("GET", f"https://other.example:{tls_port}/"))
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        CheckedTransport(resolve=lambda _: ["127.0.0.1"], loopback=True).handle_request(httpx.Request("GET", f"https://{asked}/"))
