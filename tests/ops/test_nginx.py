"""ops/nginx/ in a real nginx, before real processes."""

import asyncio
import http.client
import json
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from accounts.models import User
from auctions.models import Auction
from auctionsite.close_codes import CloseCode
from auctionsite.settings import BASE_DIR
from tests import cast
from tests.live import MakeSite, Site, eventually, free_port, token_of

NGINX = shutil.which("nginx") or shutil.which("nginx", path=str(Path(sys.prefix) / "bin")) or ""
pytestmark = pytest.mark.skipif(not NGINX, reason="there is no nginx: ops/install_program.sh nginx nginx libpcre2-8-0")
FOLDER = BASE_DIR / "ops/nginx"
[_MOST] = re.findall(r"client_max_body_size (\d+)m;", (FOLDER / "pass.conf").read_text(encoding="utf-8"))
MOST_BYTES = int(_MOST) * 1024 * 1024
HOST = "auctions.example"
CERTIFICATES = {
    "auctionsite.conf": "/etc/letsencrypt/live/auctions.example",
    "compose.conf": "/etc/nginx/certificates",
}
PORTS = {"auctionsite.conf": ("80", "443"), "compose.conf": ("8080", "8443")}
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
CERTIFICATE = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}")


class Nginx:
    """nginx with a file of the project, on ports of loopback, with a certificate of its own."""

    def __init__(self, folder: Path, name: str, upstreams: tuple[int, int] = (8001, 8002)) -> None:
        self.folder, self.plain, self.port = folder, free_port(), free_port()
        self.config = folder / "nginx.conf"
        folder.chmod(0o755)
        names = ("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem")
        subprocess.run([*CERTIFICATE, *names], check=True, capture_output=True, timeout=120)
        (folder / "auctionsite").mkdir()
        for shared in ("common.conf", "pass.conf"):
            shutil.copy(FOLDER / shared, folder / "auctionsite")
        (folder / "site.conf").write_text(self._moved(name, upstreams), encoding="utf-8")
        self.config.write_text(FRAME.format(folder=folder), encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def _moved(self, name: str, upstreams: tuple[int, int]) -> str:
        text = (FOLDER / name).read_text(encoding="utf-8").replace(CERTIFICATES[name], str(self.folder))
        for old, new in zip(PORTS[name], (self.plain, self.port), strict=True):
            assert f"listen {old}" in text
            text = text.replace(f"listen {old}", f"listen 127.0.0.1:{new}").replace(f"    listen [::]:{old}", "    #")
        for named, port in zip((8001, 8002), upstreams, strict=True):
            text = text.replace(f"127.0.0.1:{named} ", f"127.0.0.1:{port} ")
        return re.sub(r"access_log \S+", f"access_log {self.folder}/access.log", text)

    @property
    def log(self) -> str:
        """The requests that it has noted."""
        return (self.folder / "access.log").read_text(encoding="utf-8")

    @property
    def trust(self) -> ssl.SSLContext:
        """A TLS context that trusts its certificate, and nothing else."""
        context = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        context.check_hostname = False
        return context

    def start(self) -> None:
        """Run it."""
        self._process = subprocess.Popen([NGINX, "-e", self.folder / "error.log", "-p", self.folder, "-c", self.config])
        eventually(self._listens, "nginx runs")

    def _listens(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0

    def errors(self) -> str:
        """Return what it has complained of."""
        log = self.folder / "error.log"
        return log.read_text() if log.exists() else ""

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> int:
        """The status of an answer over TLS."""
        line = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=120, context=self.trust)
        try:
            line.request(method, path, body, {"Host": HOST, "Content-Type": "application/json", **headers})
            return line.getresponse().status
        finally:
            line.close()

    def close(self) -> None:
        """End it, if it runs."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """As deployed: forwarded headers count, and plain HTTP is sent away."""
    site = make_site(
        ENVIRONMENT="production",
        SECRET_KEY="Hc8wq7dQm4Lx0ZrV1tYb6NfGjKp3Su9aEo5iXeR2WuTyIoPlMnBvCx",
        ALLOWED_HOSTS=f"{HOST},127.0.0.1",
        BASE_URL=f"https://{HOST}",
    )
    site.add_web(), site.add_web(), site.add_clock()
    site.ready()
    return site


@pytest.fixture
def nginx(site: Site, tmp_path: Path) -> Iterator[Nginx]:
    """Before the site's two web processes."""
    nginx = Nginx(tmp_path, "auctionsite.conf", (site.webs[0].address.port, site.webs[1].address.port))
    try:
        nginx.start()
        yield nginx
    finally:
        nginx.close()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The folders of two servers of files."""
    return [tmp_path / "before", tmp_path / "after"]


@pytest.fixture
def alone(tmp_path: Path, files: list[Path]) -> Iterator[Nginx]:
    """Before these two, for what is nginx's alone."""
    servers = [
        ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=each)) for each in files
    ]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    nginx = Nginx(tmp_path, "auctionsite.conf", (servers[0].server_port, servers[1].server_port))
    try:
        nginx.start()
        yield nginx
    finally:
        nginx.close()
        for server in servers:
            server.shutdown()
            server.server_close()


@pytest.mark.parametrize("name", CERTIFICATES)
def test_nginx_understands_the_file(tmp_path: Path, name: str) -> None:
    nginx = Nginx(tmp_path, name)
    argv = [NGINX, "-t", "-e", str(tmp_path / "error.log"), "-p", str(tmp_path), "-c", str(nginx.config)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_probes_are_for_inside_and_plain_http_is_sent_to_https(alone: Nginx) -> None:
    assert alone.ask("/readyz") == alone.ask("/livez") == 404
    plain = http.client.HTTPConnection("127.0.0.1", alone.plain, timeout=120)
    plain.request("GET", "/sign-in/?next=/", headers={"Host": HOST})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/sign-in/?next=/")
    plain.close()


def test_links_that_let_somebody_in_are_in_no_log(alone: Nginx) -> None:
    alone.ask("/sign-in/")
    for path in ("/sign-in/s3cret/", "/join/S3CRET/?from=s3cret", "/leagues/?code=s3cret"):
        alone.ask(path, Referer=f"https://{HOST}/sign-in/s3cret/")
    noted = eventually(lambda: len(alone.log.splitlines()) >= 4 and alone.log, "requests are noted")
    assert re.findall(r'"GET (\S+)" 404', noted) == ["/sign-in/", "/sign-in/*", "/join/*", "/leagues/"]
    assert "s3cret" not in noted.lower()


def test_file_that_only_one_release_has_is_found(alone: Nginx, files: list[Path]) -> None:
    for number, folder in enumerate(files):
        (folder / "static").mkdir(parents=True)
        (folder / f"static/{number}.css").write_text("body {}")
    assert {alone.ask(f"/static/{number}.css") for number in (0, 1, 0, 1)} == {200}
    assert alone.ask("/static/2.css") == 404


@pytest.mark.parametrize(("path", "is_json"), [("/api/leagues/", True), ("/ofrep/v1/x", True), ("/sign-in/", False)])
def test_what_nginx_refuses_by_itself_is_json_for_programs(tmp_path: Path, path: str, is_json: bool) -> None:
    with ExitStack() as stack:
        nobody = [stack.enter_context(socket.socket()) for _ in range(2)]  # they have a port, and don't listen
        for each in nobody:
            each.bind(("127.0.0.1", 0))
        nginx = Nginx(tmp_path, "auctionsite.conf", (nobody[0].getsockname()[1], nobody[1].getsockname()[1]))
        stack.callback(nginx.close)
        nginx.start()
        for body, status, code in (("x" * (MOST_BYTES + 1), 413, "too_large"), ("{}", 503, "unavailable")):
            line = http.client.HTTPSConnection("127.0.0.1", nginx.port, timeout=120, context=nginx.trust)
            line.request("POST", path, body, {"Host": HOST, "Content-Type": "application/json"})
            answer = line.getresponse()
            said = answer.read().decode()
            line.close()
            assert (answer.status, answer.headers["Content-Type"] == "application/json") == (status, is_json)
            if is_json:
                assert json.loads(said).keys() == {"code", "detail", "fields"}
                assert json.loads(said)["code"] == code


class Dying(BaseHTTPRequestHandler):
    """As a process that hangs and then ends itself: it takes a request, and hangs up without an answer."""

    taken: Counter[str] = Counter()

    def do_GET(self) -> None:  # as the library asks
        self.taken[self.command] += 1
        self.close_connection = True

    do_POST = do_GET  # noqa: N815


class Living(Dying):
    """Answers, and counts what it was asked."""

    taken: Counter[str] = Counter()

    def do_GET(self) -> None:
        self.taken[self.command] += 1
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET  # noqa: N815


class Hanging(Living):
    """As a process that hangs: it takes a request, and says nothing until the test is over."""

    taken: Counter[str] = Counter()
    over = threading.Event()

    def do_GET(self) -> None:
        self.taken[self.command] += 1
        self.over.wait(60)

    do_POST = do_GET  # noqa: N815


class Slow(Living):
    """Answers after four seconds, as a page that takes long by its nature."""

    taken: Counter[str] = Counter()

    def do_GET(self) -> None:
        time.sleep(4)
        super().do_GET()


@contextmanager
def between(folder: Path, *handlers: type[Dying]) -> Iterator[Nginx]:
    """nginx before two servers."""
    with ExitStack() as stack:
        servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler) for handler in handlers]
        for handler, server in zip(handlers, servers, strict=True):
            handler.taken.clear()
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
        stack.callback(Hanging.over.set)
        Hanging.over.clear()
        nginx = Nginx(folder, "auctionsite.conf", (servers[0].server_port, servers[1].server_port))
        stack.callback(nginx.close)
        nginx.start()
        yield nginx


@pytest.mark.parametrize("path", ["/leagues/", "/api/leagues/", "/static/room.css"])
def test_what_only_reads_goes_on_elsewhere_while_a_process_hangs(tmp_path: Path, path: str) -> None:
    with between(tmp_path, Hanging, Living) as nginx:
        assert {nginx.ask(path) for _ in range(2)} == {200}  # `ask` itself waits 15 s
        assert (Hanging.taken["GET"], Living.taken["GET"]) == (1, 2)
        assert not Hanging.over.is_set(), "it hangs still"


def test_page_that_takes_long_comes_though_it_is_asked_anew(tmp_path: Path) -> None:
    with between(tmp_path, Slow, Slow) as nginx:
        assert nginx.ask("/leagues/") == 200


def test_what_only_reads_goes_on_elsewhere_when_a_process_ends_over_it(tmp_path: Path) -> None:
    with between(tmp_path, Dying, Living) as nginx:
        statuses = [nginx.ask("/leagues/", "POST", "{}") for _ in range(2)]
        assert sorted(statuses) == [200, 503]
        assert (Dying.taken["POST"], Living.taken["POST"]) == (1, 1)  # not sent again
        assert {nginx.ask("/leagues/") for _ in range(12)} == {200}
        assert Living.taken["GET"] == 12


def test_change_is_sent_once_to_a_process_that_hangs(tmp_path: Path) -> None:
    with between(tmp_path, Hanging, Living) as nginx:
        assert sorted(nginx.ask("/leagues/", "POST", "{}") for _ in range(2)) == [200, 503]
        assert (Hanging.taken["POST"], Living.taken["POST"]) == (1, 1)


def test_nobody_notices_when_one_process_after_the_other_is_replaced(site: Site, nginx: Nginx, carla: User) -> None:
    token = token_of(carla, site.secret)
    league = cast.make_league(carla)
    statuses: Counter[int] = Counter()
    over = threading.Event()

    def visit() -> None:
        while not over.is_set():
            statuses[nginx.ask(f"/api/leagues/{league.pk}/", Authorization=f"Bearer {token}")] += 1
            change = (f"/api/leagues/{league.pk}/", "PATCH", '{"name": "Friday"}')
            statuses[nginx.ask(*change, Authorization=f"Bearer {token}")] += 1
            over.wait(0.05)  # they visit, and don't wear the machine out

    visitors = [threading.Thread(target=visit) for _ in range(2)]
    for visitor in visitors:
        visitor.start()
    try:
        for web in site.webs:
            assert web.end() in (0, -signal.SIGTERM)
            seen = statuses.total()
            eventually(lambda seen=seen: statuses.total() > seen + 5, "visitors are served")  # type: ignore[misc]
            site.ready()
    finally:
        over.set()
        for visitor in visitors:
            visitor.join(30)
    assert statuses.keys() == {200}
    assert statuses[200] > 20


async def enter(stack: AsyncExitStack, nginx: Nginx, auction: Auction, token: str) -> ClientConnection:
    """A socket through nginx that has said hello."""
    line = await stack.enter_async_context(
        connect(
            f"wss://{HOST}/ws/auction/{auction.pk}/",
            host="127.0.0.1",
            port=nginx.port,
            ssl=nginx.trust,
            origin=Origin(f"https://{HOST}"),
            subprotocols=[Subprotocol("auction.v1"), Subprotocol(f"bearer.{token}")],
            compression=None,
            open_timeout=120,  # a process that has just started is slow on a busy machine
            close_timeout=2,
        )
    )
    await line.send('{"type":"hello"}')
    async with asyncio.timeout(30):
        while '"snapshot"' not in str(await line.recv()):
            pass  # who is present may be told first
    return line


async def closed_with(line: ClientConnection) -> int | None:
    """The code a line was closed with; None if it is open."""
    try:
        while True:
            async with asyncio.timeout(0.5):
                await line.recv()
    except TimeoutError:
        return None
    except ConnectionClosed as error:
        return error.rcvd.code if error.rcvd else 1006


@contextmanager
def nobody_listening(port: int) -> Iterator[None]:
    """Keep the port of a process that has ended: one that another test takes would be asked in its place, for ever."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", port))
        yield


def test_sockets_come_back_at_once_when_a_process_ends(site: Site, nginx: Nginx, carla: User, max_: User) -> None:
    """The client is asyncio's: where one thread reads TLS and another writes, Python 3.11 loses what was sent."""
    auction = cast.auction_of(cast.make_league(carla, max_, lot_seconds=600))
    tokens = [token_of(user, site.secret) for user in (carla, max_)]

    async def play() -> None:
        async with AsyncExitStack() as stack:
            lines = [await enter(stack, nginx, auction, token) for token in tokens * 2]
            assert await asyncio.to_thread(site.web.end) in (0, -signal.SIGTERM)
            stack.enter_context(nobody_listening(site.web.address.port))
            left = [line for line in lines if await closed_with(line) == CloseCode.RESTARTING]
            assert len(left) == 2  # in turn: half of them were there
            for _ in left:
                await enter(stack, nginx, auction, tokens[1])  # the other process listens, and is asked

    asyncio.run(play())
