"""ops/nginx.conf in a real nginx, before real processes."""

import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from accounts.models import User
from auctions.models import Auction
from auctions.sockets import Close
from auctionsite.settings import BASE_DIR
from tests import cast
from tests.live import MakeSite, Site, eventually, free_port, token_of

pytestmark = pytest.mark.skipif(not shutil.which("nginx"), reason="there is no nginx here")
TEXT = (BASE_DIR / "ops/nginx.conf").read_text()
FRAME = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Nginx:
    """nginx with the project's file, on ports of loopback, with a certificate of its own."""

    def __init__(self, folder: Path, upstreams: list[int]) -> None:
        self.folder, self.plain, self.port = folder, free_port(), free_port()
        folder.chmod(0o755)
        key = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=auctions.example",
        ]
        names = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
        subprocess.run([*key, *names], check=True, capture_output=True, timeout=60)
        text = TEXT.replace("/etc/letsencrypt/live/auctions.example", str(folder))
        for old, new in (("80", self.plain), ("443", self.port)):
            text = text.replace(f"listen {old}", f"listen 127.0.0.1:{new}")
            text = "\n".join(line for line in text.splitlines() if f"listen [::]:{old}" not in line)
        for named, port in zip((8001, 8002), upstreams, strict=True):
            text = text.replace(f"127.0.0.1:{named} ", f"127.0.0.1:{port} ")
        (folder / "site.conf").write_text(text)
        self.config = folder / "nginx.conf"
        self.config.write_text(FRAME.format(folder=folder))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(["nginx", "-p", self.folder, "-c", self.config])
        eventually((self.folder / "pid").exists, "nginx runs")

    def close(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    site = make_site(ALLOWED_HOSTS="auctions.example,127.0.0.1", SOCKET_FRAMES_PER_SECOND="1000")
    site.add_web(), site.add_web(), site.add_clock()
    site.ready()
    return site


@pytest.fixture
def nginx(site: Site, tmp_path: Path) -> Iterator[Nginx]:
    nginx = Nginx(tmp_path, [web.address.port for web in site.webs])
    nginx.start()
    yield nginx
    nginx.close()


def test_nginx_understands_the_file(tmp_path: Path) -> None:
    nginx = Nginx(tmp_path, [8001, 8002])
    done = subprocess.run(
        ["nginx", "-t", "-p", tmp_path, "-c", nginx.config], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def enter(stack: ExitStack, nginx: Nginx, auction: Auction, user: User) -> ClientConnection:
    """A socket through nginx that has said hello."""
    trusting = ssl.create_default_context(cafile=str(nginx.folder / "fullchain.pem"))
    trusting.check_hostname = False
    line = stack.enter_context(
        connect(
            f"wss://auctions.example/ws/auction/{auction.pk}/",
            sock=socket.create_connection(("127.0.0.1", nginx.port), timeout=10),
            ssl=trusting,
            origin=Origin("https://auctions.example"),
            subprotocols=[Subprotocol("auction.v1"), Subprotocol(f"bearer.{token_of(user, None)}")],
            compression=None,
            close_timeout=2,
        )
    )
    line.send('{"type":"hello"}')
    assert '"snapshot"' in str(line.recv(timeout=10))
    return line


def test_sockets_go_through_and_come_back_when_a_process_ends(
    site: Site, nginx: Nginx, carla: User, max_: User
) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, lot_seconds=600))
    with ExitStack() as stack:
        lines = [enter(stack, nginx, auction, user) for user in (carla, max_, carla, max_)]
        assert site.web.end() in (0, -signal.SIGTERM)
        left = [line for line in lines if closed_with(line) == Close.RESTARTING]
        assert len(left) == 2  # in turn: half of them were there
        for _ in left:
            enter(stack, nginx, auction, max_)  # at once: who listens no more costs nobody a try


def closed_with(line: ClientConnection) -> int | None:
    """The code a line was closed with; None if it is open."""
    try:
        while True:
            line.recv(timeout=0.5)
    except TimeoutError:
        return None
    except ConnectionClosed as error:
        return error.rcvd.code if error.rcvd else 1006
