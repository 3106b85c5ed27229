"""The launcher's commands: run, exec, stop, url."""

import contextlib
import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from auctionsite.local.checks import Address, address_from_environment, check_disk, check_port
from auctionsite.local.command import run_command
from auctionsite.local.errors import StopRequested
from auctionsite.local.lock import Lock
from auctionsite.local.orphans import end_orphans, erase_data, remove_sockets
from auctionsite.local.output import Output
from auctionsite.local.place import (
    PROJECT,
    Layout,
    data_folder,
    default_database_url,
    default_redis_url,
    make_socket_folder,
    place_cluster,
    valkey_socket,
)
from auctionsite.local.processes import Records
from auctionsite.local.product import Product, django_product, web_command
from auctionsite.local.servers import binaries, postgres, valkey
from auctionsite.local.servers.users import ServerUser, server_user
from auctionsite.local.supervisor import StopSignals, Supervisor

_SERVER_READY_S = 30
_HEALTHY_S = 60
_STOP_S = 60  # how long `stop` waits for a launcher that is stopping its parts
_BEGAN = time.time()

MakeProduct = Callable[[Mapping[str, str], Address], Product]


@dataclass(frozen=True)
class Session:
    """The things a launcher uses while it holds the lock of `layout`."""

    layout: Layout
    output: Output
    signals: StopSignals
    supervisor: Supervisor


@contextlib.contextmanager
def open_session() -> Iterator[Session]:
    """Hold the lock of DATA_DIR, with nothing left from before; at the end stop all that was started."""
    layout = Layout(data_folder())
    with StopSignals() as signals:
        layout.make()
        with Lock(layout):
            end_orphans(layout)
            check_disk(layout.data)
            output = Output(layout.log, sys.stdout)
            try:
                with Supervisor(Records(layout.run), output, signals) as supervisor:
                    yield Session(layout, output, signals, supervisor)
            finally:
                remove_sockets(layout)
                output.close()


def run(make_product: MakeProduct = django_product) -> int:
    """Start everything, and keep it alive until asked to stop; gives the exit code."""
    address = address_from_environment()
    with open_session() as now:
        try:
            check_port(address)
            env = _start_servers(now)
            env.setdefault("BASE_URL", address.url)
            env |= {"HOST": address.host, "PORT": str(address.port)}
            _start_product(now, make_product(env, address), address)
            now.supervisor.watch()
        except StopRequested:
            now.output.say("Stopping…")
    now.output.say("Stopped.")
    return 0


def execute(command: Sequence[str], *, fast: bool) -> int:
    """Run `command` with the servers up, and stop them on every way out; gives its exit code."""
    try:
        with open_session() as now:
            env = _start_servers(now, fast=fast, quiet=True)
            return run_command(command, env, Records(now.layout.run), now.signals)
    except StopRequested:
        return 130


def stop(*, erase: bool = False) -> int:
    """End everything of DATA_DIR, and with `erase` remove its data as well; gives the exit code."""
    layout = Layout(data_folder())
    if layout.data.exists():
        layout.make()
        lock = Lock(layout)
        lock.take_over(_STOP_S)
        end_orphans(layout)
        remove_sockets(layout)
        lock.release()
    if erase:
        erase_data(layout)
    return 0


def become_web() -> NoReturn:
    """Go on as the ASGI server at HOST and PORT: who supervises us supervises it, signals and all."""
    os.chdir(PROJECT)
    os.execv(sys.executable, (sys.executable, "-m", *web_command(address_from_environment())))  # noqa: S606


def print_urls() -> int:
    """Print the servers' addresses as lines for a shell; gives the exit code."""
    for name, value in _addresses(Layout(data_folder())).items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def _addresses(layout: Layout) -> dict[str, str]:
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or default_database_url(layout.data),
        "REDIS_URL": os.environ.get("REDIS_URL") or default_redis_url(layout.data),
    }


def _start_servers(now: Session, *, fast: bool = False, quiet: bool = False) -> dict[str, str]:
    """Start the servers that no URL is given for; gives the environment for everything that uses them."""
    own_postgres, own_valkey = not os.environ.get("DATABASE_URL"), not os.environ.get("REDIS_URL")
    user = server_user(now.layout.clusters[0])
    if own_postgres or own_valkey:
        make_socket_folder(now.layout, user)
    if own_postgres:
        _start_postgres(now, user, fast=fast, quiet=quiet)
    if own_valkey:
        address = valkey_socket(now.layout.data)
        now.supervisor.start(valkey.server_process(binaries.find_valkey(user), address, user))
        now.supervisor.wait_until(lambda: valkey.is_ready(address), _SERVER_READY_S, "Valkey")
    return {**os.environ, **_addresses(now.layout), "DATA_DIR": str(now.layout.data), "PYTHONUNBUFFERED": "1"}


def _start_postgres(now: Session, user: ServerUser | None, *, fast: bool, quiet: bool) -> None:
    programs, cluster = binaries.find_postgres(user), place_cluster(now.layout, user)
    if cluster != now.layout.clusters[0] and user and not quiet:
        now.output.say(f"The database is in {cluster}, because the user {user.name} can't reach {now.layout.data}.")
    check_disk(cluster)
    for step in postgres.creation_steps(programs, cluster, user, fast=fast):
        now.supervisor.run_step(step)
    now.supervisor.start(postgres.server_process(programs, cluster, now.layout.sockets, user, fast=fast))
    ready = postgres.readiness_check(cluster, lambda: now.supervisor.pid("postgres"))
    now.supervisor.wait_until(ready, _SERVER_READY_S, "Postgres")


def _start_product(now: Session, product: Product, address: Address) -> None:
    now.output.say("Preparing the database and the demo…")
    for step in product.steps:
        now.supervisor.run_step(step)
    for part in product.parts:
        now.supervisor.start(part)
    if not now.supervisor.try_until(product.is_healthy, _HEALTHY_S):
        now.output.say(f"web is not ready after {_HEALTHY_S} s; see its log. Waiting for it; Ctrl-C stops everything.")
        now.supervisor.try_until(product.is_healthy)
    now.output.say(f"auctionsite runs at {address.url}")
    now.supervisor.run_step(product.greeting)
    now.output.say(f"Ready in {time.time() - _command_given_at():.1f} s. Ctrl-C stops it.")


def _command_given_at() -> float:
    """Return when the person gave the command (epoch seconds): STARTED_AT if an installation went before."""
    with contextlib.suppress(ValueError):
        return float(os.environ.get("STARTED_AT") or _BEGAN)
    return _BEGAN
