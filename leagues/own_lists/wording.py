"""The history of a league's own list, as it is kept, and in the reader's language.

An edit by hand is kept as an upload without a file, whose name says in English what was done.
"""

import hashlib
import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from leagues.models import ListUpload

ADDED = gettext_noop("Added {name}")
EDITED = gettext_noop("Edited {name}")
RETIRED = gettext_noop("Retired {name}")
BROUGHT_BACK = gettext_noop("Brought back {name}")
MERGED = gettext_noop("Merged {other} into {name}")
_NO_FILE = hashlib.sha256(b"").hexdigest()
_EDITS = {
    words: re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(words)))
    for words in (ADDED, EDITED, RETIRED, BROUGHT_BACK, MERGED)
}


def called(upload: ListUpload) -> str:
    """Return the name of the file, or what was done by hand; one whose names were too long to keep is in English."""
    if upload.digest == _NO_FILE:
        for words, pattern in _EDITS.items():
            if found := pattern.fullmatch(upload.file_name):
                return _(words).format(**found.groupdict())
    return upload.file_name
