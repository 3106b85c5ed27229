"""Static files with a hash in their names, imports between JavaScript modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise ships no types
    """Browsers may keep each file for ever: a changed file gets another name."""

    support_js_module_import_aggregation = True
