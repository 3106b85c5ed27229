"""Brings the catalogs of translations up to what the code says, and compiles them.

    make messages       writes locale/*/*/LC_MESSAGES/django.po, the .mo beside it, and static/js/languages/

Then translate what it names in the .po files, and run it again. Exit code 1 if a translation is missing or wrong.
"""

import sys

from ops.messages import catalogs


def main() -> int:
    """Write the files that have changed, and name what is to be done. 0: nothing is; 1: something."""
    for path, data in catalogs.every_file().items():
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    faults = list(catalogs.faults())
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{len(faults)} to be mended." if faults else "Every word is translated.")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
