"""A launcher with a small product, for the tests: `python stand_in.py run|exec|stop …`, as the real one.

SHARED stands in for the folder in /var/lib. STAND_IN chooses what its parts do: "steady" (default),
"failing_step", "dying_clock" or "deaf_bots".
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from auctionsite.local import __main__ as cli
from auctionsite.local import launch, place
from auctionsite.local.checks import Address
from auctionsite.local.product import Product, is_answering
from auctionsite.local.supervisor import SupervisedProcess

_WEB = """
import http.server, sys
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()
http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Health).serve_forever()
"""
_WAIT = "import os, time; print('at work on', os.environ['BASE_URL'], flush=True); time.sleep(600)"
_DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {_WAIT}"
_DIE = "import sys; sys.exit('no heart')"


def make_product(env: Mapping[str, str], address: Address) -> Product:
    kind = os.environ.get("STAND_IN", "steady")

    def part(name: str, code: str, *arguments: str) -> SupervisedProcess:
        return SupervisedProcess(name, (sys.executable, "-S", "-c", code, *arguments), env, Path.cwd())

    def step(name: str, code: str) -> SupervisedProcess:
        return SupervisedProcess(name, (sys.executable, "-S", "-c", code), env, Path.cwd(), echo="none")

    return Product(
        steps=(step("migrate", "raise SystemExit('no such table')" if kind == "failing_step" else "pass"),),
        parts=(
            part("web", _WEB, address.host, str(address.port)),
            part("clock", _DIE if kind == "dying_clock" else _WAIT),
            part("bots", _DEAF if kind == "deaf_bots" else _WAIT),
        ),
        is_healthy=lambda: is_answering(f"{address.url}/api/health"),
        greeting=SupervisedProcess("links", ("/bin/echo", "a link"), env, Path.cwd(), echo="plain"),
    )


if __name__ == "__main__":
    place.SHARED = Path(os.environ["SHARED"])
    launch.run.__defaults__ = (make_product,)
    sys.exit(cli.main())
