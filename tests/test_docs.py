"""The documents say what the code does, as far as a program can tell."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from auctions.api.views import STATUS
from auctions.publish import messages
from auctions.rules.codes import Code
from auctions.rules.events import EventKind
from auctionsite import settings
from rollouts.evaluation.registry import SPECS, FlagSpec
from rollouts.explain.representation import COLUMNS, WRITABLE
from rollouts.openfeature.reasons import OPENFEATURE_REASONS

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = [folder for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(file for folder in FOLDERS for file in folder.rglob("*.md"))])
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_CODE_BLOCK = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)


def relative_links(document: Path) -> Iterator[tuple[str, str]]:
    """(path, anchor) of each link of the document that stays in the project."""
    text = _CODE_BLOCK.sub("", document.read_text(encoding="utf-8"))
    for found in _LINK.finditer(text):
        target = found["target"]
        if "://" not in target and not target.startswith("mailto:"):
            path, _, anchor = target.partition("#")
            yield path, anchor


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings."""
    text = _CODE_BLOCK.sub("", document.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def first_cells(document: str) -> set[str]:
    """Return what stands in the first columns of a document's tables; a cell may name several things in backticks."""
    cells = re.findall(r"^\| ([^|]+) \|", document, re.MULTILINE)
    return {word.strip() for cell in cells for word in re.split(r"[,`]", cell)}


def our_commands() -> set[str]:
    """The names of the management commands of the project's own apps."""
    folders = (Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == ROOT)
    files = (file for folder in folders for file in folder.glob("management/commands/*.py"))
    return {file.stem for file in files if not file.stem.startswith("_")}


def settings_that_are_read() -> set[str]:
    """The variables that settings.py reads, and those of rates, whose names it makes."""
    code = (ROOT / "auctionsite" / "settings.py").read_text(encoding="utf-8")
    rates = {f"RATE_{name.upper()}" for name in settings._RATES}
    return rates | set(re.findall(r"""environ(?:\.get)?[\[(]"([A-Z][A-Z0-9_]+)\"""", code))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(document: Path) -> None:
    for path, anchor in relative_links(document):
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{path} is not there"
        assert not anchor or anchor in anchors(target), f"{path} has no heading #{anchor}"


def test_every_document_is_reached_from_the_readme() -> None:
    linked = {(ROOT / path).resolve() for path, _ in relative_links(ROOT / "README.md")}
    assert {each for each in DOCUMENTS if each.parent in {ROOT, ROOT / "docs"} and each.name != "README.md"} <= linked


@pytest.mark.parametrize("code", Code)
def test_every_code_is_in_the_protocol_with_its_status(code: Code) -> None:
    assert f"| `{code}` | {STATUS.get(code, 409)} |" in PROTOCOL


def test_every_code_is_in_the_protocol_with_its_sentence() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| \d+ \| (.+) \|$", PROTOCOL, re.MULTILINE))
    for code in Code:
        # What stands in braces in the code stands in italics in the document.
        words = re.split(r"\{\w+\}", messages._SENTENCES[code])
        assert re.search(r"\*[^*]+\*".join(map(re.escape, words)), rows[code]), code


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_is_in_the_protocol(kind: EventKind) -> None:
    assert f"| `{kind}` |" in PROTOCOL


def test_every_setting_is_in_its_document_once() -> None:
    known = settings_that_are_read()
    assert "DATABASE_URL" in known
    assert known <= first_cells(SETTINGS)
    rows = re.findall(r"^\| ([A-Z][^|]+) \|", SETTINGS, re.MULTILINE)
    assert len(rows) == len(set(rows))


def test_every_command_is_in_the_readme() -> None:
    known = our_commands()
    assert "run_clock" in known
    assert known <= first_cells(README)


def _row(spec: FlagSpec) -> str:
    words = {True: "on", False: "off"}
    default = words[spec.on_in_production]
    if spec.on_elsewhere != spec.on_in_production:
        default = f"{default} in production, {words[spec.on_elsewhere]} elsewhere"
    needs = ", ".join(f"`{name}` {words[value]}" for name, value in spec.requires.items()) or "–"
    cells = (f"`{spec.name}`", spec.does, spec.owner, spec.ends, "–" if spec.switch else spec.bucket_by, needs, default)
    return f"| {' | '.join(cells)} |"


def test_every_flag_is_in_its_document_as_it_is_declared() -> None:
    document = (ROOT / "docs" / "flags.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `.+ \|$", document, re.MULTILINE) == [_row(spec) for spec in SPECS.values()]


def test_names_of_the_flags_api_are_in_its_document_with_their_columns() -> None:
    document = (ROOT / "docs" / "rollouts-api.md").read_text(encoding="utf-8")
    table = document.partition("### A flag")[2].partition("###")[0]
    documented = dict(re.findall(r"^\| (`.+?`) \| (\S.*?) \|", table, re.MULTILINE))
    names = {name: column.strip("`") for cell, column in documented.items() for name in re.findall(r"`(\w+)`", cell)}
    assert names.keys() == WRITABLE.keys()
    for name, column in names.items():
        assert COLUMNS[name] == (name if column == "the same" else column)


def test_every_reason_is_in_the_document_with_openfeatures_word() -> None:
    document = (ROOT / "docs" / "rollouts-api.md").read_text(encoding="utf-8")
    for reason, (on, off) in OPENFEATURE_REASONS.items():
        assert f"| `{reason}` | `{on}` | `{off}` |" in document
