"""Parts under one supervisor: started in order, restarted when they die, stopped in the opposite order."""

import contextlib
import math
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from auctionsite.local import processes
from auctionsite.local.errors import LocalError, StopRequested
from auctionsite.local.output import Echo, Output
from auctionsite.local.processes import POLITELY, Process, Records, Steps
from auctionsite.local.servers.users import ServerUser, user_change

_TICK_S = 0.05
_FIRST_PAUSE_S = 0.2  # after the second death within a minute, doubled by each: after the first it starts at once
_DEATHS_ALLOWED, _DEATHS_WITHIN_S = 5, 60.0
_BACK_OFF_S = 30.0
"""A part that died so often within a minute is left alone for so long: it won't run at once, and the others should."""


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class SupervisedProcess:
    """A command to run: one of the servers, of the product's processes, or a step on the way to them."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    user: ServerUser | None = None  # whom to become, from root
    echo: Echo = "named"
    ending: Steps = POLITELY
    before: Callable[[], None] = _nothing  # done before each start
    tethered: bool = True  # whether it dies with the launcher (Linux; impossible across a change of user)
    vital: bool = False  # whether nothing is worth running without it


@dataclass
class _RunningProcess:
    part: SupervisedProcess
    popen: subprocess.Popen[bytes]
    process: Process | None
    follower: threading.Thread
    deaths: list[float] = field(default_factory=list)
    restart_at: float | None = None


class StopSignals:
    """Remembers that Ctrl-C, SIGTERM or SIGHUP came; for use as `with StopSignals() as signals`."""

    def __init__(self) -> None:
        self.first: signal.Signals | None = None
        self.hurry = False
        self._first_at = 0.0
        self._woken: queue.SimpleQueue[None] = queue.SimpleQueue()  # may be used in a signal handler
        self._previous: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue  # started with nohup
            self._previous[number] = signal.signal(number, self._receive)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self.first is None:
            self.first, self._first_at = signal.Signals(number), now
        elif number == signal.SIGINT and now - self._first_at > 0.5:  # not the same Ctrl-C, passed on by `make`
            self.hurry = True
        self._woken.put(None)

    def sleep(self, seconds: float) -> None:
        """Wait `seconds`, or until a signal comes."""
        with contextlib.suppress(queue.Empty):
            self._woken.get(timeout=seconds)

    def check(self) -> None:
        """Raise StopRequested if a signal has come."""
        if self.first is not None:
            raise StopRequested


class Supervisor:
    """Starts parts and keeps them alive; at the end of the `with` block none is left."""

    def __init__(self, records: Records, output: Output, signals: StopSignals) -> None:
        self._records = records
        self._output = output
        self._signals = signals
        self._running: list[_RunningProcess] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()

    def start(self, part: SupervisedProcess) -> None:
        """Start `part` and keep it alive from now on."""
        self._running.append(self._spawn(part))

    def run_step(self, step: SupervisedProcess) -> None:
        """Run `step` to its end. Raises LocalError with its output if it fails, or StopRequested."""
        running = self._spawn(step)
        try:
            while running.popen.poll() is None:
                self._tick()
        finally:
            self._stop(running)
        running.follower.join(1)
        if running.popen.returncode != 0:
            shown = self._output.log(step.name).tail() if step.echo == "none" else ""
            raise LocalError(f"{shown}\n`{step.name}` failed ({_cause(running.popen.returncode)}).".lstrip())

    def wait_until(self, ready: Callable[[], bool], seconds: float, what: str) -> None:
        """Keep the parts alive until `ready()`. Raises LocalError, naming `what`, after `seconds`."""
        if not self.try_until(ready, seconds):
            raise LocalError(f"{what} is not ready after {seconds:.0f} s; see its log.")

    def try_until(self, ready: Callable[[], bool], seconds: float = math.inf) -> bool:
        """Keep the parts alive until `ready()`, so long at most; true if it is."""
        deadline = time.monotonic() + seconds
        while not (done := ready()) and time.monotonic() <= deadline:
            self._tick()
        return done

    def watch(self) -> None:
        """Keep the parts alive until asked to stop (StopRequested), or until a vital one can't be (LocalError)."""
        while True:
            self._tick()

    def stop_all(self) -> None:
        """Stop the parts, the last one started first."""
        while self._running:
            self._stop(self._running.pop())

    def pid(self, name: str) -> int | None:
        """The pid of the part `name`, while it runs."""
        return next((r.popen.pid for r in self._running if r.part.name == name and r.restart_at is None), None)

    def _tick(self) -> None:
        self._signals.sleep(_TICK_S)
        self._signals.check()
        now = time.monotonic()
        for running in self._running:
            if running.restart_at is None:
                if running.popen.poll() is not None:
                    self._note_death(running, now)
            elif now >= running.restart_at:
                self._start_again(running, now)

    def _start_again(self, running: _RunningProcess, now: float) -> None:
        try:
            fresh = self._spawn(running.part)
        except LocalError as error:  # such as a program that is being replaced
            if running.part.vital:
                raise
            running.restart_at = now + _BACK_OFF_S
            self._output.say(f"{error} Trying again in {_BACK_OFF_S:g} s.")
            return
        running.popen, running.process, running.follower = fresh.popen, fresh.process, fresh.follower
        running.restart_at = None

    def _note_death(self, running: _RunningProcess, now: float) -> None:
        name, cause = running.part.name, _cause(running.popen.returncode)
        _sweep(running.popen)
        running.follower.join(1)  # so that its last words are in the log
        running.deaths = [death for death in running.deaths if now - death < _DEATHS_WITHIN_S] + [now]
        if len(running.deaths) < _DEATHS_ALLOWED:
            pause = _FIRST_PAUSE_S * 2 ** (len(running.deaths) - 2) if running.deaths[:-1] else 0.0
            when = f"in {pause:g} s" if pause else "at once"
            self._output.say(f"{name} ended ({cause}); starting it again {when}.")
            running.restart_at = now + pause
            return
        often = f"{name} ended {_DEATHS_ALLOWED} times within {_DEATHS_WITHIN_S:.0f} s (last: {cause}); see its log"
        if running.part.vital:
            shown = self._output.log(name).tail() if running.part.echo == "none" else ""
            raise LocalError(f"{shown}\n{often}.".lstrip())
        self._output.say(f"{often}. The rest runs on; trying again in {_BACK_OFF_S:g} s.")
        running.restart_at = now + _BACK_OFF_S

    def _spawn(self, part: SupervisedProcess) -> _RunningProcess:
        part.before()
        argv = tethered(part.argv) if part.tethered else part.argv
        try:
            popen = subprocess.Popen(  # noqa: S603 - our own commands
                argv,
                cwd=part.cwd,
                env=part.env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **user_change(part.user),
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise LocalError(f"{part.name} can't be started: {error}.") from error
        process = processes.identify_process(popen.pid, group=True)
        if process:
            self._records.write(part.name, process)
        assert popen.stdout  # noqa: S101 - asked for above
        follower = self._output.follow(part.name, popen.stdout, part.echo)
        return _RunningProcess(part, popen, process, follower)

    def _stop(self, running: _RunningProcess) -> None:
        if running.process and not processes.end_process(
            running.process, running.part.ending, lambda: self._signals.hurry
        ):
            self._output.say(f"{running.part.name} (process {running.popen.pid}) can't be ended.")
            return
        running.popen.wait()
        _sweep(running.popen)
        self._records.remove(running.part.name)


def tethered(argv: Sequence[str]) -> Sequence[str]:
    """`argv` such that it ends when we do, however we end, where the system can do that."""
    if sys.platform != "linux":
        return argv
    return (sys.executable, "-I", "-S", str(Path(__file__).with_name("tether.py")), str(os.getpid()), *argv)


def _sweep(leader: subprocess.Popen[bytes]) -> None:
    """End what a part that is gone has left of its process group."""
    with contextlib.suppress(OSError):
        os.killpg(leader.pid, signal.SIGKILL)


def _cause(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"
