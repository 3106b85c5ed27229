"""The bounds of every file that people upload, and the words for them. Pure."""

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 250
LIMITS = f"{MOST_BYTES // 1024**2} MB and {MOST_ROWS:,} rows at most"
"""As pages, answers and docs say it."""
