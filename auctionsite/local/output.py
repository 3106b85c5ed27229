"""The output of the processes: to the terminal with the part's name before it, and to bounded files."""

import os
import threading
from pathlib import Path
from typing import IO, Literal

Echo = Literal["named", "plain", "none"]  # how a part's lines come to the terminal

_LARGEST_LOG = 10 * 1024 * 1024  # bytes; then it becomes <part>.log.1, and a new one begins
_LONGEST_LINE = 64 * 1024
_COLOURS = {"web": 36, "clock": 35, "clock2": 35, "bots": 33, "season": 32, "postgres": 34, "valkey": 31}


class Log:
    """One part's bounded log file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.unlink(missing_ok=True)  # it may be another user's, in a folder of ours
        self._file = path.open("wb", buffering=0)
        self._size = 0

    def write(self, line: bytes) -> None:
        """Add a line. A full disk loses lines, and does not stop the part."""
        try:
            if self._size + len(line) > _LARGEST_LOG:
                self._file.close()
                self.path.replace(self.path.with_name(f"{self.path.name}.1"))
                self._file = self.path.open("wb", buffering=0)
                self._size = 0
            self._file.write(line)
            self._size += len(line)
        except (OSError, ValueError):
            return

    def tail(self, lines: int = 30) -> str:
        """The last lines written."""
        text = self.path.read_text(errors="replace") if self.path.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def close(self) -> None:
        self._file.close()


class Output:
    """The terminal, which several parts share line by line, and their logs in `folder`."""

    def __init__(self, folder: Path, stream: IO[str]) -> None:
        self._folder = folder
        self._stream = stream
        self._colour = stream.isatty() and "NO_COLOR" not in os.environ
        self._lock = threading.Lock()
        self._logs: dict[str, Log] = {}

    def say(self, line: str) -> None:
        """Show a line on the terminal; one that went away is no reason to stop."""
        with self._lock:
            try:
                self._stream.write(f"{line}\n")
                self._stream.flush()
            except (OSError, ValueError):
                return

    def log(self, name: str) -> Log:
        """The log of part `name`, begun afresh at its first use."""
        if name not in self._logs:
            self._logs[name] = Log(self._folder / f"{name}.log")
        return self._logs[name]

    def follow(self, name: str, pipe: IO[bytes], echo: Echo) -> threading.Thread:
        """Carry what comes through `pipe` to the log and the terminal, until its end, in a thread."""
        thread = threading.Thread(target=self._carry, args=(name, pipe, echo), name=f"output of {name}", daemon=True)
        self.log(name)
        thread.start()
        return thread

    def close(self) -> None:
        for log in self._logs.values():
            log.close()

    def _carry(self, name: str, pipe: IO[bytes], echo: Echo) -> None:
        log = self.log(name)
        prefix = self._prefix(name) if echo == "named" else ""
        with pipe:
            while line := pipe.readline(_LONGEST_LINE):
                log.write(line)
                if echo != "none":
                    self.say(prefix + line.decode(errors="replace").rstrip("\r\n"))

    def _prefix(self, name: str) -> str:
        text = f"{name:<5} | "
        return f"\x1b[{_COLOURS.get(name, 32)}m{text}\x1b[0m" if self._colour else text
