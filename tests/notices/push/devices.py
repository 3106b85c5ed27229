"""A device of the tests with its keys, and a push service on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from notices.push.encryption import DeviceKeys, packed, point_of

SECRET = bytes(range(16))


class Device:
    """A browser with a key, with which it reads what was pushed (RFC 8291, the receiver's side)."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.keys = DeviceKeys(packed(point_of(self._key.public_key())), packed(SECRET))

    def read(self, body: bytes) -> dict[str, str]:
        """Return what was pushed."""
        salt, point, sealed = body[:16], body[21:86], body[86:]
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        info = b"WebPush: info\0" + point_of(self._key.public_key()) + point
        material = derived(self._key.exchange(ec.ECDH(), sender), SECRET, info, 32)
        key = derived(material, salt, b"Content-Encoding: aes128gcm\0", 16)
        text = AESGCM(key).decrypt(derived(material, salt, b"Content-Encoding: nonce\0", 12), sealed, None)
        assert text.endswith(b"\x02")
        told: dict[str, str] = orjson.loads(text[:-1])
        return told


def derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)


class PushService(ThreadingHTTPServer):
    """Keeps what is posted, by path; answers with `status`, or hangs up for 0."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.status = 201
        self.answers = Event()
        """While it isn't set, nothing is answered."""
        self.answers.set()
        self.posted: list[tuple[str, bytes, dict[str, str]]] = []

    def take(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Keep what is posted; the status and the words of the answer."""
        self.posted.append((path, body, headers))
        self.answers.wait(60)
        return self.status, b""

    def connect(self, host: str) -> HTTPConnection:
        """A connection that ends here, whatever push service was meant."""
        return HTTPConnection("127.0.0.1", self.server_port, timeout=10)


class _Post(BaseHTTPRequestHandler):
    server: PushService

    def do_POST(self) -> None:  # the library calls it so
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, words = self.server.take(self.path, body, dict(self.headers))
        if status:
            self.send_response(status)
            if status == 307:
                self.send_header("Location", "http://127.0.0.1/elsewhere")
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def push_service() -> Iterator[PushService]:
    """One that stands while the block lasts."""
    with PushService() as service:
        Thread(target=service.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield service
        service.answers.set()
        service.shutdown()
