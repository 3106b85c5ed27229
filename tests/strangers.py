"""Services of others that the product talks to, as small real servers on this machine: Sentry, and a mail server."""

import gzip
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Sentry:
    """Takes envelopes and keeps what is in them; `dsn` is its address."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        received = self.raw

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.dsn = f"http://key@127.0.0.1:{self._server.server_port}/1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def events(self, kind: str = "event") -> list[dict[str, Any]]:
        """All items of a kind that came, in order."""
        return [item for raw in tuple(self.raw) for found, item in items_of(raw) if found == kind]

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


def items_of(envelope: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """(type, content) of each JSON item of an envelope."""
    lines = envelope.split(b"\n")[1:]
    while len(lines) > 1:
        header = json.loads(lines[0] or b"{}")
        if header.get("type") in ("event", "transaction"):
            yield header["type"], json.loads(lines[1])
        lines = lines[2:]


@contextmanager
def refusing_mail_server() -> Iterator[int]:
    """A mail server that knows nobody, and says whom it doesn't know; yields its port."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 mail.example\r\n")
            while line := self.rfile.readline().strip():
                command = line[:4].upper()
                if command == b"RCPT":
                    self.wfile.write(b"550 no such user: " + line[8:] + b"\r\n")
                else:
                    self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
                if command == b"QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
