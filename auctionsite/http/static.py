"""Static files with a hash in their names, imports between JavaScript modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise ships no types
    """Browsers may keep each file for ever: a changed file gets another name."""

    support_js_module_import_aggregation = True
    # A pass settles the names of one level of imports, and modules import each other more than Django's five deep.
    max_post_process_passes = 20
