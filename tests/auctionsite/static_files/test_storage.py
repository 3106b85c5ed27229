"""The static files as a deployed site has them: hashed names, the imports between modules included."""

import re
from pathlib import Path

from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.core.management import call_command
from pytest_django.fixtures import Settings

IMPORT = re.compile(r"""(?:from|import) ?["']([./][^"']+)["']""")
NAMED = re.compile(r"""{% static ["']([^"']+)["'] %}""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


def test_every_module_imports_hashed_modules_that_exist(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "auctionsite.static_files.storage.HashedStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    modules = [path for path in (tmp_path / "js").rglob("*.js") if HASHED.search(path.name)]
    imports = [(path, name) for path in modules for name in IMPORT.findall(path.read_text())]
    assert len(imports) > 50
    assert [(str(path), name) for path, name in imports if not HASHED.search(name)] == []
    assert [(str(path), name) for path, name in imports if not (path.parent / name).resolve().is_file()] == []


def test_every_file_that_a_template_names_exists() -> None:
    templates = (site.BASE_DIR / "templates").rglob("*.*")
    named = [(str(path), name) for path in templates for name in NAMED.findall(path.read_text())]
    assert len(named) > 50
    assert [(path, name) for path, name in named if finders.find(name) is None] == []
