"""The product as the launcher runs it: the steps that prepare the product, and its parts."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from auctionsite.local.checks import Address
from auctionsite.local.errors import LocalError
from auctionsite.local.place import PROJECT
from auctionsite.local.supervisor import SupervisedProcess

UVICORN_OPTIONS = (
    "--ws", "websockets-sansio", "--loop", "uvloop", "--ws-max-size", "65536", "--no-access-log",
    "--log-level", "warning",
    # As on daphne. Every frame would be compressed once for each socket, at more than it costs to send it.
    "--ws-per-message-deflate", "false",
    # Whose address a request comes from, and whether over TLS, the product reads itself, alike on both servers.
    "--no-proxy-headers",
)  # fmt: skip


@dataclass(frozen=True)
class Product:
    """`steps` run in turn, then `parts` are kept alive, and once `is_healthy`, `greeting` runs."""

    steps: tuple[SupervisedProcess, ...]
    parts: tuple[SupervisedProcess, ...]
    is_healthy: Callable[[], bool]
    greeting: SupervisedProcess


def django_product(env: Mapping[str, str], address: Address) -> Product:
    """This project, on the servers that `env` names, at `address`."""

    def manage(name: str, *arguments: str) -> SupervisedProcess:
        return SupervisedProcess(name, (sys.executable, "manage.py", *arguments), env, PROJECT)

    def step(*arguments: str) -> SupervisedProcess:
        return SupervisedProcess(arguments[0], (sys.executable, "manage.py", *arguments), env, PROJECT, echo="none")

    web = SupervisedProcess("web", (sys.executable, "-m", *web_command(address)), env, PROJECT)
    return Product(
        steps=(step("migrate", "--noinput"), step("install_sports"), step("demo"), step("demo_season")),
        # Two clocks: while one is restarted, lots go on being closed.
        parts=(
            web,
            manage("clock", "run_clock"),
            manage("clock2", "run_clock"),
            manage("bots", "run_bots"),
            manage("season", "run_season"),
        ),
        is_healthy=lambda: is_answering(f"{address.url}/api/health"),
        greeting=SupervisedProcess(
            "links", (sys.executable, "manage.py", "demo", "--links"), env, PROJECT, echo="plain"
        ),
    )


SERVERS = ("uvicorn", "daphne")
"""What ASGI_SERVER chooses from; the first is the default."""
APPLICATION = "auctionsite.asgi:application"


def web_command(address: Address, server: str | None = None, application: str = APPLICATION) -> tuple[str, ...]:
    """Return the ASGI server's module and its arguments. `server`, else ASGI_SERVER, is one of SERVERS."""
    port = str(address.port)
    chosen = server or os.environ.get("ASGI_SERVER") or SERVERS[0]
    if chosen == "daphne":
        return "daphne", "-v", "0", "-b", address.host, "-p", port, application
    if chosen == "uvicorn":
        return "uvicorn", application, "--host", address.host, "--port", port, *UVICORN_OPTIONS
    raise LocalError(f"ASGI_SERVER={chosen} is not known; choose {' or '.join(SERVERS)}.")


def is_answering(url: str) -> bool:
    """True if a GET of `url` gives 200 within two seconds. A proxy in the environment isn't asked."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as response:
            return bool(response.status == 200)
    except (OSError, ValueError):
        return False
