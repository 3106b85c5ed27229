"""A server on this machine that is to Chromium what Google's servers are.

It gives the browser a real subscription, and takes what our sender posts to the browser's service worker.

Chromium has switches for the addresses of these servers. It checks in (a device gets a number) and registers (each
subscription gets a token, which is the end of its address) over HTTP, and keeps a line open on which pushes come, in
Google's Mobile Connection Server protocol: a tag, a length and a message of protobuf, of which these are the few fields
that matter. Keys, decryption and the service worker are the browser's own.
"""

import base64
import hashlib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from urllib.parse import parse_qsl

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.utils import timezone

from tests.notices.push.devices import PushService

_VERSION = b"\x29"
_PING, _PONG, _LOGIN, _WELCOME, _MESSAGE = 0, 1, 2, 3, 8
_KEPT_SECONDS = 100
_LOOK_SECONDS, _PATIENCE_SECONDS, _LINE_SECONDS = 0.1, 30.0, 60.0


class ChromiumPushService(PushService):
    """A push service for one Chromium; `arguments` are what it is to be started with."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._registered: dict[str, dict[str, str]] = {}
        self._line = _Line(folder)
        address = f"http://127.0.0.1:{self.server_port}"
        self.arguments = (
            f"--gcm-checkin-url={address}/checkin",
            f"--gcm-registration-url={address}/register",
            f"--gcm-mcs-endpoint=https://127.0.0.1:{self._line.server_address[1]}",
            f"--ignore-certificate-errors-spki-list={self._line.fingerprint}",
        )

    def take(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Answer what the browser asks for, and what our sender posts to one of its addresses."""
        if path == "/checkin":
            return 200, number(1, 1) + fixed(7, 12345) + fixed(8, 67890)  # it is known; its number and its secret
        if path == "/register":
            wanted = dict(parse_qsl(body.decode()))
            token = hashlib.sha256(body).hexdigest()
            self._registered[token] = wanted
            return 200, b"token=" + token.encode()
        registered = self._registered.get(path.rpartition("/")[2])
        if registered is None:
            return 404, b""
        status, words = super().take(path, body, headers)
        if 200 <= status < 300:
            self._line.deliver(registered, body, headers["Content-Encoding"])
        return status, words

    def wait_for_line(self) -> None:
        """Wait until the browser's line is open: after one try that failed it waits for tens of seconds itself."""
        assert self._line.is_open.wait(_LINE_SECONDS), f"The browser opened no line in {_LINE_SECONDS} s."

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Stand while the block lasts."""
        with self, self._line:
            for server in (self, self._line):
                Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            yield
            for server in (self, self._line):
                server.shutdown()


class _Line(ThreadingTCPServer):
    """A server of pushes: the browser waits there, may hang up and come again, and gets then what it hasn't got."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        file, self.fingerprint = _certificate(folder)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(file)
        self.messages: dict[bytes, bytes] = {}
        """By a name that the browser remembers, all that there was to say."""
        self.is_open = Event()

    def deliver(self, registered: dict[str, str], body: bytes, encoding: str) -> None:
        """Put a push on its way, as it was posted, to what was registered so."""
        name = f"push-{len(self.messages):04}".encode()
        about = {"subtype": registered.get("X-subtype", ""), "content-encoding": encoding}
        self.messages[name] = b"".join(
            (
                text(2, name),
                text(3, registered["sender"].encode()),
                text(5, registered["app"].encode()),
                *(text(7, text(1, key.encode()) + text(2, value.encode())) for key, value in about.items()),
                text(9, name),
                number(17, _KEPT_SECONDS),
                text(21, body),
            )
        )

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser hangs up as it likes."""


class _Conversation(BaseRequestHandler):
    server: _Line

    def handle(self) -> None:
        with self.server.tls.wrap_socket(self.request, server_side=True) as line:
            line.settimeout(_PATIENCE_SECONDS)
            assert _exactly(line, 1) == _VERSION
            is_known, sent = False, set[bytes]()
            while True:
                for name in [*self.server.messages] if is_known else ():
                    if name not in sent:
                        _say(line, _MESSAGE, self.server.messages[name])
                        sent.add(name)
                line.settimeout(_LOOK_SECONDS)
                try:
                    tag = line.recv(1)
                except TimeoutError:
                    continue
                line.settimeout(_PATIENCE_SECONDS)
                if not tag:
                    return
                said = _exactly(line, _read_varint(line))
                if tag[0] == _LOGIN:
                    line.sendall(_VERSION)
                    _say(line, _WELCOME, text(1, b"here"))
                    self.server.is_open.set()
                    is_known, sent = True, {name for name in self.server.messages if name in said}
                elif tag[0] == _PING:
                    _say(line, _PONG, b"")


def _say(line: ssl.SSLSocket, tag: int, message: bytes) -> None:
    line.sendall(bytes([tag]) + varint(len(message)) + message)


def _exactly(line: ssl.SSLSocket, length: int) -> bytes:
    read = b""
    while len(read) < length:
        if not (more := line.recv(length - len(read))):
            raise ConnectionError("The browser hung up.")
        read += more
    return read


def _read_varint(line: ssl.SSLSocket) -> int:
    value = shift = 0
    while True:
        [byte] = _exactly(line, 1)
        value |= (byte & 127) << shift
        if byte < 128:
            return value
        shift += 7


def _certificate(folder: Path) -> tuple[Path, str]:
    """A file with a key and a certificate of its own, and the fingerprint by which Chromium takes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    day, now = timedelta(days=1), timezone.now()
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - day, now + day).sign(key, SHA256())
    file = folder / "line.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return file, base64.b64encode(hashlib.sha256(public).digest()).decode()


# Protobuf, as much as is needed ---------------------------------------------------------------------
def varint(value: int) -> bytes:
    """A number in groups of seven bits, the lowest first."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def number(field: int, value: int) -> bytes:
    """A field with a number."""
    return varint(field << 3) + varint(value)


def fixed(field: int, value: int) -> bytes:
    """A field with a number of eight bytes."""
    return varint(field << 3 | 1) + value.to_bytes(8, "little")


def text(field: int, value: bytes) -> bytes:
    """A field with a text, bytes or another message."""
    return varint(field << 3 | 2) + varint(len(value)) + value
