"""`python -m auctionsite.local`: the launcher's command line."""

import argparse
import os
import sys

from auctionsite.local import launch
from auctionsite.local.errors import LocalError

_EPILOG = """\
environment:
  DATA_DIR       where the local data is (default: .local in the project); one launcher per folder
  HOST, PORT     where the web part listens (default: 127.0.0.1, 8000)
  BASE_URL       how browsers reach it, if not at that address
  ASGI_SERVER    uvicorn (default) or daphne
  DATABASE_URL   a Postgres to use in place of the embedded one
  REDIS_URL      a Redis or Valkey to use in place of the embedded one
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m auctionsite.local",
        description="Run the whole product on this machine: Postgres, Valkey, web, clock, bots and season.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="start everything, and keep it alive until Ctrl-C")
    execute = commands.add_parser(
        "exec",
        help="start Postgres and Valkey, run a command with DATABASE_URL and REDIS_URL set, stop them again",
        usage="python -m auctionsite.local exec [--fast] -- CMD…",
    )
    execute.add_argument("--fast", action="store_true", help="trade the data's safety for speed: for test runs")
    execute.add_argument("argv", nargs="+", metavar="CMD", help="the command; its exit code is given back")
    stop = commands.add_parser("stop", help="end whatever runs on DATA_DIR, also what a killed launcher left")
    stop.add_argument("--erase", action="store_true", help="remove all local data as well")
    commands.add_parser("web", help="become a web process at HOST and PORT, for whoever supervises it")
    commands.add_parser("url", help="print DATABASE_URL and REDIS_URL as lines for a shell")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; gives the exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.command == "run":
            return launch.run()
        if chosen.command == "exec":
            return launch.execute(chosen.argv, fast=chosen.fast)
        if chosen.command == "stop":
            return launch.stop(erase=chosen.erase)
        if chosen.command == "web":
            launch.become_web()
        return launch.print_urls()
    except LocalError as error:
        print(error, file=sys.stderr, flush=True)
    except OSError as error:  # a full disk, a folder removed under us
        print(f"The launcher can't go on: {error}", file=sys.stderr, flush=True)
    return 1


def _let_go_of_output() -> None:
    """Don't complain at the end that whoever read our output has left."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    code = main()
    _let_go_of_output()
    sys.exit(code)
