"""The bounds of every file that people upload, and the words for them. Pure."""

from django.utils.translation import gettext as _

from auctionsite.numbers.writing import grouped

# A season of the Fantasy Premier League in one file has 30,000 lines in 6 MB. To read it takes 1.4 s of CPU; to
# preview and to apply it 5 s each, with 170 MB meanwhile. The proxy waits for that, and longer (ops/nginx/pass.conf).
MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 40_000
MOST_COLUMNS = 250
LIMITS = f"{MOST_BYTES // 1024**2} MB and {MOST_ROWS:,} rows at most"
"""As docs and operators' pages say it."""


def limits() -> str:
    """Return `LIMITS` in the reader's language."""
    return _("{megabytes} MB and {rows} rows at most").format(megabytes=MOST_BYTES // 1024**2, rows=grouped(MOST_ROWS))


def too_many_rows() -> str:
    """Return what is said of a file with more rows than `MOST_ROWS`."""
    return _("A file has {most} rows at most; split it and upload the parts.").format(most=grouped(MOST_ROWS))
