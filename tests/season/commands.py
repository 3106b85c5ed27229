"""Management commands in tests: run one, and give it a file."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command


def run_command(name: str, *args: object) -> str:
    """Run the command, and return what it prints."""
    out = StringIO()
    call_command(name, *map(str, args), stdout=out)
    return out.getvalue()


def write_file(folder: Path, name: str, content: str | bytes) -> Path:
    """A new file of this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
