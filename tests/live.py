"""The product's real processes on real servers, and a client for their sockets.

Processes use the test database and the Redis of the tests; keys and channels there carry auction ids, so several
sites don't meet. Everything waits for a condition, never for a while, and never without bound.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

import jwt
import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctions.models import Auction, Heartbeat
from auctionsite.local.checks import Address
from auctionsite.local.place import PROJECT
from auctionsite.local.product import web_command
from auctionsite.local.servers import binaries, valkey
from auctionsite.local.supervisor import tethered
from rollouts.models import Flag, Reader
from rollouts.propagation import readers
from tests.sockets import Client

START_SECONDS = 180.0
STOP_SECONDS = 60.0
open_sites: set["Site"] = set()
"""Those that haven't been closed: when a test fails, all say what they have printed (tests/conftest.py)."""


def eventually(condition: Callable[[], Any], what: str, seconds: float = 30.0) -> Any:
    """The first truthy value of `condition`, which is asked again and again; fails with `what` when time is up."""
    until = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.02)
    return value


def token_of(user: User, secret: str | None) -> str:
    """An access token as a site with this SECRET_KEY makes it; without one, as the site of the tests does."""
    token = sign_in_tokens(user)["access"]
    return token if secret is None else jwt.encode(jwt.decode(token, settings.SECRET_KEY, ["HS256"]), secret, "HS256")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
        return number


@dataclass(frozen=True)
class Answer:
    """The answer that an HTTP call came back with."""

    status: int
    kind: str
    body: bytes

    def json(self) -> Any:
        """The body, which must be JSON."""
        assert self.kind.startswith("application/json"), (self.status, self.kind, self.body[:200])
        return json.loads(self.body)


@dataclass(frozen=True)
class Host:
    """A place where a process runs: the address it listens at, and the command that starts it there."""

    address: str
    enter: tuple[str, ...] = ()


THIS_MACHINE = Host("127.0.0.1")


class Part:
    """One process of the product, tied to the process that runs the tests."""

    def __init__(
        self, name: str, argv: tuple[str, ...], env: Mapping[str, str], folder: Path, cwd: Path = PROJECT
    ) -> None:
        self.name, self._argv, self._env, self._cwd = name, argv, env, cwd
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        """Return True if it runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its number, while it runs and afterwards."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """All it has printed, over its restarts."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def start(self) -> None:
        """Start it, or start it again."""
        assert not self.alive, f"{self.name} runs already"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                tethered(self._argv), env=self._env, cwd=self._cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; its exit code, negative if the signal ended it."""
        assert self._process is not None
        self._process.send_signal(number)
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_SECONDS)
            raise

    def signal(self, name: str) -> None:
        """Send a signal that doesn't end it."""
        assert self._process is not None
        self._process.send_signal(signal.Signals[name])

    def kill(self) -> None:
        """`kill -9`."""
        self.end(signal.SIGKILL)


class Web(Part):
    """An ASGI server at an address of its own, the same after a restart."""

    def __init__(
        self, name: str, server: str | None, env: Mapping[str, str], folder: Path, host: Host = THIS_MACHINE
    ) -> None:
        self.address = Address(host.address, free_port())
        argv = (*host.enter, sys.executable, "-m", *web_command(self.address, server))
        super().__init__(name, argv, {**env, "BASE_URL": self.address.url}, folder)

    def call(
        self,
        method: str,
        path: str,
        user: User | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60.0,
    ) -> Answer:
        """One HTTP call, as a user by token."""
        # As from a proxy that speaks https outside, which a deployed site insists on.
        sent = {"Content-Type": "application/json", "X-Forwarded-Proto": "https", **(headers or {})}
        if user is not None:
            sent.setdefault("Authorization", f"Bearer {token_of(user, self._env.get('SECRET_KEY'))}")
        line = http.client.HTTPConnection(self.address.host, self.address.port, timeout=timeout)
        try:
            line.request(method, path, None if body is None else json.dumps(body), sent)
            response = line.getresponse()
            return Answer(response.status, response.headers.get("Content-Type", ""), response.read())
        finally:
            line.close()

    def answers(self, *statuses: int) -> bool:
        """Return True if it tells its health, with one of the statuses."""
        try:
            return self.call("GET", "/api/health", timeout=3).status in statuses
        except OSError:
            return False


class Messenger(Part):
    """A Valkey of a test's own, to be killed."""

    def __init__(self, folder: Path) -> None:
        self._address = folder / "valkey.sock"
        self.url = f"unix://{self._address}"
        server = valkey.server_process(binaries.find_valkey(None), self._address, None)
        super().__init__("valkey", server.argv, server.env, folder)

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""
        super().start()
        eventually(lambda: valkey.is_ready(self._address), f"Valkey answers; {self.log}")


class Site:
    """The processes of one site. What it has started ends with `close`, whatever happened to it meanwhile."""

    def __init__(self, folder: Path, **env: str) -> None:
        self._folder = folder
        self._env = {
            **os.environ,
            "ENVIRONMENT": "test",
            "DATABASE_URL": database_of_tests(),
            "PGAPPNAME": f"site-{uuid4().hex}",
            "REDIS_URL": settings.REDIS_URL,
            "ALLOWED_HOSTS": "127.0.0.1",
            "PYTHONUNBUFFERED": "1",
            "RATE_LIMITS": "off",
            "SOCKET_FRAMES_PER_SECOND": "200",  # bidders of tests are faster than people
            **env,
        }
        self.webs: list[Web] = []
        self.clocks: list[Part] = []
        self.workers: list[Part] = []
        self._clients: list[Client] = []
        self._switched = False
        open_sites.add(self)

    @property
    def secret(self) -> str | None:
        """Its SECRET_KEY, if it isn't the tests' own."""
        return self._env.get("SECRET_KEY")

    @property
    def web(self) -> Web:
        """The first web process."""
        return self.webs[0]

    @property
    def clock(self) -> Part:
        """The first clock."""
        return self.clocks[0]

    @property
    def runs(self) -> bool:
        """True if any of its processes does."""
        return any(part.alive for part in self._parts())

    def add_web(self, server: str | None = None, host: Host = THIS_MACHINE) -> Web:
        """Start another web process, of ASGI_SERVER or the default; see `ready`."""
        web = Web(f"web{len(self.webs)}", server, self._env, self._folder, host)
        self.webs.append(web)
        web.start()
        return web

    def add_clock(self, host: Host = THIS_MACHINE) -> Part:
        """Start another clock."""
        command = (*host.enter, sys.executable, "manage.py", "run_clock")
        clock = Part(f"clock{len(self.clocks)}", command, self._env, self._folder)
        self.clocks.append(clock)
        clock.start()
        return clock

    def add_worker(self, command: str) -> Part:
        """Start `run_bots` or `run_season`."""
        worker = Part(command, (sys.executable, "manage.py", command), self._env, self._folder)
        self.workers.append(worker)
        worker.start()
        return worker

    def add_program(self, module: str, *argv: str) -> Part:
        """Start a program of the tests, which runs until it is killed."""
        program = Part(f"program{len(self.workers)}", (sys.executable, "-m", module, *argv), self._env, self._folder)
        self.workers.append(program)
        program.start()
        return program

    def manage(self, *argv: str) -> "subprocess.CompletedProcess[str]":
        """Run a management command to its end, with the site's environment."""
        command = (sys.executable, "manage.py", *argv)
        return subprocess.run(
            command, cwd=PROJECT, env=self._env, capture_output=True, text=True, timeout=START_SECONDS, check=False
        )

    def ready(self) -> None:
        """Start what has ended, and wait until every web process answers, and is healthy if there is a clock."""
        for part in self._parts():
            if not part.alive:
                part.start()
        statuses = (200,) if self.clocks else (200, 503)
        for web in self.webs:
            eventually(
                lambda web=web: self._alive() and web.answers(*statuses),  # type: ignore[misc]
                f"{web.name} answers",
                START_SECONDS,
            )

    def _parts(self) -> tuple[Part, ...]:
        return *self.webs, *self.clocks, *self.workers

    def _alive(self) -> bool:
        dead = [part.name for part in self._parts() if not part.alive]
        assert not dead, f"{dead} ended"
        return True

    def flags_arrive(self) -> None:
        """Wait until every process uses the flags as they are now; a flag must have been changed by this test."""
        version = readers.propagation_status().version
        for part in self._parts():
            if part.alive:
                known = Reader.objects.filter(process__endswith=f" {part.pid}", version__gte=version)
                eventually(known.exists, f"{part.name} knows the flags")

    def registered(self) -> None:
        """Wait until every process has said what it runs with, as when tables were emptied: commands go by that."""
        for part in self._parts():
            known = Reader.objects.filter(process__endswith=f" {part.pid}")
            eventually(known.exists, f"{part.name} is registered")

    def client(self, auction_id: UUID | str, user: User | None, web: Web | None = None, **options: Any) -> Client:
        """A socket to an auction's room, as a user by token; `options` are Client's."""
        return self.socket(f"/ws/auction/{auction_id}/", user, web, **options)

    def socket(self, path: str, user: User | None, web: Web | None = None, **options: Any) -> Client:
        """A socket to any path."""
        token = token_of(user, self.secret) if user is not None else None
        options = {"token": token, **options}
        client = Client((web or self.web).address, path, **options)
        self._clients.append(client)
        return client

    def switch(self, **flags: bool) -> None:
        """Turn flags on or off for everyone, and wait until every process knows."""
        for name, on in flags.items():
            Flag.objects.update_or_create(name=name, defaults={"everyone": on})
        self._switched = True
        self.flags_arrive()

    def logs(self) -> str:
        """Return what all processes have printed, the end of it for each."""
        return "\n".join(f"--- {part.name}\n{part.log[-4000:]}" for part in self._parts())

    def rest(self) -> None:
        """Hang up, and leave flags as they were and the clock nothing to do, so that the tables can be emptied."""
        while self._clients:
            self._clients.pop().hang_up()
        if self._switched:
            Flag.objects.all().delete()
            self.flags_arrive()
            self._switched = False
        Auction.objects.exclude(next_deadline=None).update(status=Auction.Status.CANCELLED, next_deadline=None)

    def close(self) -> None:
        """End everything it has started, and leave no sign of life of it for the next tests.

        Processes first: whatever comes between then, none of them is left to the tests that follow. The database may
        be busy with a statement of a process that was killed; so that is ended before its rows go.
        """
        for part in self._parts():
            if part.alive:
                part.kill()
        open_sites.discard(self)
        while self._clients:
            self._clients.pop().drop()
        with psycopg.connect(database_of_tests()) as database:
            database.execute(_HANG_UP, (round(1000 * STOP_SECONDS), self._env["PGAPPNAME"]))
            for model in (Heartbeat, Reader):
                database.execute(SQL("DELETE FROM {}").format(Identifier(model._meta.db_table)))


_HANG_UP = "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE application_name = %s"
"""End connections, and wait until they are gone, for at most so many milliseconds each."""


class MakeSite(Protocol):
    """Makes a site for one test with nothing started; arguments are environment variables. See conftest.py."""

    def __call__(self, **env: str) -> Site: ...


def database_of_tests() -> str:
    """A libpq URL of the database that tests and sites share."""
    parts = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {key: str(parts[name]) for key, name in names.items() if parts.get(name)}
    return make_conninfo(**given)
