"""One file in place of many: a JavaScript module with all that it imports, a style sheet with all that it imports.

Modules become functions that run in the order of their imports, so names of one never meet those of another. That is
all that the site's modules and lit-html need: named imports and exports at the beginning of a line or statement, of
values that stay. What a browser would load otherwise (`default`, `export … from`, a circle) is refused by name.
"""

import posixpath
import re
from collections.abc import Callable, Collection

_FROM = r"""["'](?P<path>\.[^"']+)["'];?"""
_START = r"(?:(?<=[;}])|^)"
_IMPORT = re.compile(rf"""{_START}import ?(?:(?P<names>\{{[^}}]*\}}|\* as [\w$]+) ?from ?)?{_FROM}""", re.MULTILINE)
_EXPORT_LIST = re.compile(_START + r"export ?\{(?P<names>[^}]*)\}(?! ?from);?", re.MULTILINE)
_EXPORT = re.compile(r"^export (?P<kind>(?:async )?function\*?|class|const) (?P<name>[\w$]+)", re.MULTILINE)
_NOT_UNDERSTOOD = re.compile(_START + r"(?:import[ {*\"']|export[ {*])[^\n]{0,60}|\bimport\.meta\b", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*/\*\*(?! *\n? *\*? *@license).*?\*/[ \t]*\n?", re.MULTILINE | re.DOTALL)
_SHEET = re.compile(r"""^@import (?:url\()?["'](?P<path>[^"']+)["']\)?;\n?""", re.MULTILINE)


class CannotBundle(ValueError):
    """A file has what a bundle can't hold."""


def bundle_module(entry: str, read: Callable[[str], str], apart: Collection[str] = ()) -> str:
    """Return a module that does what `entry` does and imports only modules of `apart`, which pages load by themselves.

    Paths are relative to the folder of static files. Raises CannotBundle.
    """
    bundle = _Bundle(entry, read, frozenset(apart))
    bundle.add(entry, ())
    return "\n".join([*bundle.imports.values(), *bundle.parts, ""])


class _Bundle:
    """The modules that have been added so far, each behind those that it imports."""

    def __init__(self, entry: str, read: Callable[[str], str], apart: frozenset[str]) -> None:
        self._folder, self._read, self._apart = posixpath.dirname(entry), read, apart
        self._names: dict[str, str] = {}
        self.imports: dict[str, str] = {}
        self.parts: list[str] = []

    def add(self, path: str, importers: tuple[str, ...]) -> str:
        """Add a module, unless it is there; return the name of its exports."""
        if path in importers:
            raise CannotBundle(f"{' → '.join([*importers, path])}: modules import each other in a circle.")
        if path not in self._names:
            body = self._body(path, (*importers, path))
            self._names[path] = f"module{len(self._names)}"
            self.parts.append(f"const {self._names[path]} = (() => {{ // {path}\n{body}\n}})();")
        return self._names[path]

    def _body(self, path: str, importers: tuple[str, ...]) -> str:
        text = _COMMENT.sub("", self._read(path))
        exported: list[str] = []

        def imported(match: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match["path"]))
            names, module = match["names"], self._module(target, importers)
            if names is None:
                return ""
            names = names.removeprefix("* as ") if names.startswith("*") else re.sub(r"\s+as\s+", ": ", names)
            return f"const {names} = {module};"

        def export_list(match: re.Match[str]) -> str:
            exported.extend(
                f"{name}: {value}" if name else value
                for value, _, name in (entry.strip().partition(" as ") for entry in match["names"].split(",") if entry)
            )
            return ""

        def export(match: re.Match[str]) -> str:
            exported.append(match["name"])
            return f"{match['kind']} {match['name']}"

        text = _IMPORT.sub(imported, text)
        text = _EXPORT.sub(export, _EXPORT_LIST.sub(export_list, text))
        if left := _NOT_UNDERSTOOD.search(text):
            raise CannotBundle(f"{path}: a bundle can't hold “{left[0].strip()}”.")
        return f"{text.strip()}\nreturn {{ {', '.join(exported)} }};"

    def _module(self, target: str, importers: tuple[str, ...]) -> str:
        if target not in self._apart:
            return self.add(target, importers)
        name = self._names.setdefault(target, f"apart{len(self._names)}")
        path = posixpath.relpath(target, self._folder)
        path = path if path.startswith(".") else f"./{path}"
        self.imports[target] = f'import * as {name} from "{path}";'
        return name


def bundle_sheet(entry: str, read: Callable[[str], str], importers: tuple[str, ...] = ()) -> str:
    """Return a style sheet with the text of those that it imports in their places. Raises CannotBundle."""
    if entry in importers:
        raise CannotBundle(f"{' → '.join([*importers, entry])}: style sheets import each other in a circle.")

    def imported(match: re.Match[str]) -> str:
        if "/" in match["path"]:
            raise CannotBundle(f"{entry}: {match['path']} is in another folder, and what it names would not be found.")
        return bundle_sheet(posixpath.join(posixpath.dirname(entry), match["path"]), read, (*importers, entry))

    return _SHEET.sub(imported, read(entry))
