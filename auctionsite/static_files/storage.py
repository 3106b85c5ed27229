"""Static files as a deployed site serves them: one file where a page needs many, with a hash in its name."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from auctionsite.static_files.bundles import bundle_module, bundle_sheet

BUNDLED_MODULES = ("js/room/main.js", "js/screen/main.js", "js/replay/main.js", "js/spectators/main.js")
"""Modules that import many others: on a slow line each file costs a turn there and back."""
MODULES_APART = ("js/errors.js",)
"""Modules that pages load by themselves, and that must be there once."""


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise ships no types
    """Browsers may keep each file for ever: a changed file gets another name."""

    support_js_module_import_aggregation = True
    # A pass settles the names of one level of imports, and modules import each other more than Django's five deep.
    max_post_process_passes = 20

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Hash and compress files, with bundles in place of the modules and style sheets that import others."""
        yield from super().post_process(paths | _bundles(paths), dry_run, **options)


def _bundles(paths: dict[str, Any]) -> dict[str, Any]:
    """Return where the bundles of collected files are."""

    def read(path: str) -> str:
        storage, name = paths[path]
        with storage.open(name) as file:
            return str(file.read().decode())

    bundles = {name: bundle_module(name, read, MODULES_APART) for name in BUNDLED_MODULES if name in paths}
    sheets = {name: read(name) for name in paths if name.startswith("css/") and name.endswith(".css")}
    bundles |= {name: bundle_sheet(name, read) for name, text in sheets.items() if "@import" in text}
    storage = InMemoryStorage()
    for name, text in bundles.items():
        storage.save(name, ContentFile(text.encode()))
    return {name: (storage, name) for name in bundles}
