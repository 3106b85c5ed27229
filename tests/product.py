"""The product's source as data: modules and what each imports, templates and what each includes, and whose each is."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from auctionsite.settings import BASE_DIR

APPS = ("accounts", "leagues", "rollouts", "notices", "auctions", "season", "operations")
"""From low to high; `rollouts` and `leagues` don't know each other."""
FRAME = "auctionsite"
PROGRAMS = ("benchmarks", "clients", "loadtests", "ops")
"""What is beside the product and not part of it: programs that measure it, use it or keep it going."""
EDGES = {
    "views",
    "pages",
    "forms",
    "api",
    "consumers",
    "routing",
    "urls",
    "admin",
    "management",
    "templatetags",
    "apps",
}
"""Where requests, frames and operators come in. Nobody imports from there."""

TEMPLATES = BASE_DIR / "templates"
_TEMPLATE_TAG = re.compile(r"\{%-?\s*(include|extends|load)\s+(.*?)\s*-?%\}", re.DOTALL)
_TEMPLATE_NAME = re.compile(r"[\w./-]+\.(html|txt)")


def modules(*folders: str) -> list[Path]:
    """The product's modules below folders, or all of them; migrations are history, and left out."""
    paths = [path for folder in folders or (*APPS, FRAME) for path in sorted((BASE_DIR / folder).rglob("*.py"))]
    assert paths, folders
    return [path for path in paths if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    """`auctions/store/journal.py`."""
    return path.relative_to(BASE_DIR).as_posix()


def module_of(path: Path) -> str:
    """`auctions.store.journal`; a package's `__init__` is the package."""
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def tree_of(path: Path) -> ast.Module:
    """Its syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, as `package.module`, and `package.module.name` where a name may be a module."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def own_modules() -> frozenset[str]:
    """The names of all modules of the product."""
    return frozenset(module_of(path) for path in modules())


def own_imports(path: Path) -> set[str]:
    """The product's own modules that a file imports; `from package import name` is the module, if the name is one."""
    names = set()
    for name in imported(path):
        while name and name not in own_modules():
            name = name.rpartition(".")[0]
        if name:
            names.add(name)
    return names - {module_of(path)}


def is_edge(module: str) -> bool:
    """True for a module at an edge of its app."""
    parts = module.split(".")
    return bool(EDGES & set(parts)) or parts[-1].endswith("_views")


def room_of(module: str) -> str:
    """The room a module stands in: a folder of its app, or the module itself where it is in no folder."""
    return ".".join(module.split(".")[:2])


def classes_of(path: Path) -> Iterator[ast.ClassDef]:
    """The public classes at the top of a module."""
    for node in tree_of(path).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node


def aliases_of(path: Path) -> Iterator[str]:
    """The public names of types at the top of a module that an assignment gives: `Row = tuple[int, str]`.

    A name of several letters in capitals is a constant's, and one letter is a type that may be any, as `T`.
    """
    for node in tree_of(path).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                if _NAME_OF_TYPE.fullmatch(name):
                    yield name


_NAME_OF_TYPE = re.compile(r"[A-Z]\w*[a-z]\w*")
_LOGIC = (ast.If, ast.IfExp, ast.For, ast.While, ast.comprehension, ast.BinOp, ast.Try, ast.Match, ast.Await)


def has_logic(path: Path) -> bool:
    """True if a function of the module branches, repeats, computes, catches or waits: there is something to test."""
    functions = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(isinstance(node, _LOGIC) for function in functions for node in ast.walk(function))


def templates() -> list[Path]:
    """The templates of pages, of their parts, and of mails."""
    paths = [path for path in sorted(TEMPLATES.rglob("*")) if path.suffix in {".html", ".txt"}]
    assert paths
    return paths


def template_name(path: Path) -> str:
    """`leagues/own_list.html`."""
    return path.relative_to(TEMPLATES).as_posix()


def app_of_template(name: str) -> str | None:
    """The app that a template belongs to, by its folders; None for one of no app, which all may use."""
    return next((folder for folder in name.split("/")[:-1] if folder in APPS), None)


def included_templates(path: Path) -> set[str]:
    """The names of the templates that one includes or extends. A name that is worked out is an AssertionError."""
    names = set()
    for tag, arguments in _TEMPLATE_TAG.findall(path.read_text(encoding="utf-8")):
        if tag != "load":
            quoted = arguments.split()[0]
            assert quoted[0] in "'\"", f"{template_name(path)}: nobody sees which template {quoted} is"
            names.add(quoted.strip("'\""))
    return names


def loaded_libraries(path: Path) -> dict[str, str]:
    """The libraries of tags and filters that a template loads and an app defines, with that app."""
    tags = _TEMPLATE_TAG.findall(path.read_text(encoding="utf-8"))
    loaded = {name for tag, names in tags if tag == "load" for name in names.split()}
    return {
        module.stem: app
        for app in APPS
        for module in modules(app)
        if module.parent.name == "templatetags" and module.stem in loaded
    }


def rendered_templates(path: Path) -> set[str]:
    """The names of templates that a module holds as texts, to render them."""
    texts = (node.value for node in ast.walk(tree_of(path)) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and _TEMPLATE_NAME.fullmatch(text)}
