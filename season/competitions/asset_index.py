"""Finding the asset that a file means: by external id, else by a name that only one has. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from auctionsite.text.isolates import isolated
from leagues.files.external_ids import external_id_of

_SUGGESTIONS = 3
_MOST_SUGGESTIONS = 20  # to look for near misses takes long, and nobody reads more


class IndexedAsset(NamedTuple):
    """An asset of the list that a competition is about."""

    id: int
    external_id: str
    name: str
    position: str
    file_id: str = ""
    """What the files of its season call it, if they have an id of their own."""
    club: str = ""


class UnknownAsset(LookupError):
    """No asset is meant, or more than one could be; the text says what to do."""


class AssetIndex:
    """Finds assets of one list. `prefix` stands before a file's ids in theirs, and `word` is what one is called."""

    def __init__(self, assets: Iterable[IndexedAsset], *, word: str, prefix: str = "") -> None:
        self._word, self._prefix = word, prefix
        self._unknown_so_far = 0
        self._by_id: dict[str, IndexedAsset] = {}
        self._by_file_id: dict[str, IndexedAsset | None] = {}
        self._by_name: dict[str, list[IndexedAsset]] = defaultdict(list)
        for asset in assets:
            self._by_id[asset.external_id] = asset
            if asset.file_id:  # two of one id are of two seasons, and neither is meant for certain
                self._by_file_id[asset.file_id] = None if asset.file_id in self._by_file_id else asset
            self._by_name[external_id_of(asset.name)].append(asset)

    def find(self, external_id: str, name: str) -> IndexedAsset:
        """The asset of this id; without an id the one of this name, in any case and accents. Raises UnknownAsset."""
        if external_id:
            by_id = self._by_file_id.get(external_id) or self._by_id.get(self._prefix + external_id)
            if by_id is None:
                raise UnknownAsset(self._unknown(f"with the id {external_id[:60]!r}", name or external_id))
            return by_id
        named = self._by_name.get(external_id_of(name), [])
        if len(named) > 1:
            ids = ", ".join(asset.external_id for asset in named[:5])
            raise UnknownAsset(
                f"{len(named)} {self._word}s are called {name[:60]!r}; give the id of the right one: {ids}."
            )
        if not named:
            raise UnknownAsset(self._unknown(f"called {name[:60]!r}", name))
        return named[0]

    def find_side(self, external_id: str, name: str) -> IndexedAsset:
        """The club that a fixture names: by id where the file has one, else by what may be its id or its name."""
        is_id = name in self._by_file_id or self._prefix + name in self._by_id
        known = external_id or (name if is_id else "")
        return self.find(known, name)

    def _unknown(self, what: str, name: str) -> str:
        self._unknown_so_far += 1
        wanted = external_id_of(name)
        close = (
            get_close_matches(wanted, self._by_name, n=_SUGGESTIONS)
            if self._unknown_so_far <= _MOST_SUGGESTIONS
            else []
        )
        near = [f"{isolated(asset.name)} ({asset.external_id})" for key in close for asset in self._by_name[key][:1]]
        advice = f"did you mean {' or '.join(near)}?" if near else f"import the {self._word}s first."
        return f"There is no {self._word} {what}; {advice}"
