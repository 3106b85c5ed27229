"""Paths of the local installation: data, sockets, records of what runs, and the URLs that follow from them."""

import hashlib
import os
import stat
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from auctionsite.local.errors import LocalError
from auctionsite.local.servers.users import ServerUser, can_enter

PROJECT = Path(__file__).resolve().parents[2]
POSTGRES_PORT = 5432  # names the socket's file; nothing listens on the network

# Fixed, not TMPDIR: a second terminal, or sudo, must arrive at the same folder. And short: the path of a
# Unix socket may have 107 bytes (103 on macOS), while the project's own path may be of any length.
_SOCKETS = Path("/tmp")  # noqa: S108 - the folder below it is made private, and refused if it is a stranger's

_MOVED_CLOCK = ("LD_PRELOAD", "CLOCK_AHEAD_SECONDS")  # see ops/dates/clock.c

# For root only: where the servers' unprivileged user finds what it can't reach in its place.
SHARED = Path("/var/lib/auctionsite")


def data_folder(data_dir: Path | None = None) -> Path:
    """The folder of all local data, absolute: `data_dir`, else DATA_DIR, else `.local` in the project.

    A relative folder is taken from the project's folder, so that it is the same one from everywhere.
    """
    chosen = data_dir or Path(os.environ.get("DATA_DIR") or ".local")
    return (PROJECT / chosen.expanduser()).resolve()


def _digest(data: Path) -> str:
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:12]


def socket_folder(data: Path) -> Path:
    """The folder of the servers' Unix sockets for the local data in `data` (absolute)."""
    return _SOCKETS / f"auctionsite-{_digest(data)}"


def valkey_socket(data: Path) -> Path:
    """The Unix socket of the embedded Valkey for the local data in `data` (absolute)."""
    return socket_folder(data) / "valkey.sock"


def default_database_url(data_dir: Path | None = None) -> str:
    """The URL of the embedded Postgres, running or not."""
    host = urllib.parse.quote(str(socket_folder(data_folder(data_dir))), safe="")
    return f"postgresql://auctionsite@/auctionsite?host={host}&port={POSTGRES_PORT}"


def default_redis_url(data_dir: Path | None = None) -> str:
    """The URL of the embedded Valkey, running or not."""
    return f"unix://{valkey_socket(data_folder(data_dir))}?db=0"


def server_environment() -> dict[str, str]:
    """The environment of a server. It is ours alone, since a developer's PGDATA or PGHOST means another server; but a
    clock that tests have moved (ops/dates) is moved for the servers too."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", **moved_clock()}


def moved_clock() -> dict[str, str]:
    """The environment that moves the clock of a process as ours is moved; empty where it isn't."""
    return {name: os.environ[name] for name in _MOVED_CLOCK} if "CLOCK_AHEAD_SECONDS" in os.environ else {}


@dataclass(frozen=True)
class Layout:
    """The folders of one DATA_DIR (`data`, absolute)."""

    data: Path

    @property
    def log(self) -> Path:
        return self.data / "log"

    @property
    def run(self) -> Path:
        """Records of the processes that have been started."""
        return self.data / "run"

    @property
    def lock(self) -> Path:
        """The file that the one live launcher of this DATA_DIR holds locked."""
        return self.data / "lock"

    @property
    def sockets(self) -> Path:
        return socket_folder(self.data)

    @property
    def shared_data(self) -> Path:
        """Stands in for `data` where the servers' user can't reach that."""
        return SHARED / _digest(self.data)

    @property
    def clusters(self) -> tuple[Path, Path]:
        """The folders where the Postgres cluster may be: its usual place, and the one for unreachable data."""
        return self.data / "postgres", self.shared_data / "postgres"

    def make(self) -> None:
        """Make the folders that belong to the launcher. Raises LocalError if they can't be written."""
        try:
            for folder in (self.data, self.log, self.run):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LocalError(unwritable_message(self.data, error)) from error
        if not os.access(self.data, os.W_OK | os.X_OK) or not os.access(self.run, os.W_OK | os.X_OK):
            raise LocalError(unwritable_message(self.data, PermissionError("Permission denied")))


def unwritable_message(data: Path, error: OSError) -> str:
    reason = error.strerror or error
    return f"The data folder {data} can't be written ({reason}); choose another with DATA_DIR=/some/folder."


def place_cluster(layout: Layout, user: ServerUser | None) -> Path:
    """The folder of the Postgres cluster: in the data folder if `user` can reach that, else in /var/lib.

    An existing cluster is never left behind for a fresh one: LocalError if it is out of reach.
    """
    inside, outside = layout.clusters
    if user is None:
        return inside
    if outside.exists():
        return outside
    if can_enter(user, layout.data):
        return inside
    if inside.exists():
        raise LocalError(
            f"The user {user.name}, who runs Postgres for root, can't reach the database in {inside}; "
            "move the project to a folder that everybody may enter."
        )
    try:
        for folder in (SHARED, layout.shared_data):
            folder.mkdir(mode=0o755, parents=True, exist_ok=True)
            folder.chmod(0o755)  # ours, and root's umask may have been strict
    except OSError as error:
        raise LocalError(unwritable_message(SHARED, error)) from error
    return outside


def make_socket_folder(layout: Layout, user: ServerUser | None) -> Path:
    """Make the private folder of the sockets, the servers' user its owner.

    Raises LocalError if a stranger was there first: whoever owns the folder can put a server of theirs
    in the place of ours.
    """
    folder = layout.sockets
    refusal = LocalError(f"{folder} is not a folder of ours; remove it and start again.")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise refusal from error
    try:
        ours = {os.getuid()} | ({user.uid} if user else set())
        found = os.fstat(handle)
        if found.st_uid not in ours or not stat.S_ISDIR(found.st_mode):
            raise refusal
        if user:
            os.fchown(handle, user.uid, user.gid)
        os.fchmod(handle, 0o700)
    finally:
        os.close(handle)
    return folder
