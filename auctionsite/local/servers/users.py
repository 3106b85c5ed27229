"""The unprivileged user that runs the servers when root starts them (Postgres refuses root)."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from auctionsite.local.errors import LocalError

# The product's own user where an administrator made one; else those every system has.
_CANDIDATES = ("auctionsite", "nobody", "daemon")


@dataclass(frozen=True)
class ServerUser:
    """An existing user of this machine."""

    name: str
    uid: int
    gid: int


class UserChange(TypedDict, total=False):
    """The arguments of `subprocess.Popen` that give up root's privileges."""

    user: int
    group: int
    extra_groups: Sequence[int]


def server_user(cluster: Path) -> ServerUser | None:
    """Return the user who runs the servers: None for whoever we are, unless that is root.

    For root it is the owner of an existing `cluster`, so that one made by an ordinary user goes on.
    """
    if os.geteuid() != 0:
        return None
    entries = []
    if cluster.exists() and cluster.stat().st_uid != 0:
        entries.append(_entry(cluster.stat().st_uid))
    entries += [_entry(name) for name in _CANDIDATES]
    for entry in entries:
        if entry and entry.pw_uid != 0:
            return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise LocalError("Postgres refuses to run as root, and there is no user `nobody`; start as another user.")


def _entry(who: str | int) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(who) if isinstance(who, str) else pwd.getpwuid(who)
    except KeyError:
        return None


def user_change(user: ServerUser | None) -> UserChange:
    """Return arguments by which `subprocess` becomes `user` in the child, between fork and exec; none for None."""
    return UserChange(user=user.uid, group=user.gid, extra_groups=[]) if user else UserChange()


def succeeds_as(user: ServerUser | None, argv: Sequence[str]) -> bool:
    """True if the short command `argv` ends well when `user` runs it."""
    try:
        done = subprocess.run(  # noqa: S603 - our own commands
            argv,
            **user_change(user),
            cwd="/",
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def can_enter(user: ServerUser | None, folder: Path) -> bool:
    """True if `user` truly can pass through `folder` and all its parents: tried, not computed from modes."""
    return succeeds_as(user, ["/bin/sh", "-c", 'test -x "$1"', "sh", str(folder)])


def can_read(user: ServerUser | None, file: Path) -> bool:
    """True if `user` truly can read `file`."""
    return succeeds_as(user, ["/bin/sh", "-c", 'test -r "$1"', "sh", str(file)])
