"""Finding the asset that a file means: by external id, else by a name that only one has. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from auctionsite.text.isolates import isolated
from leagues.files.external_ids import external_id_of

_SUGGESTIONS = 3
_MOST_CHOICES = 100
"""So many can be chosen from a list; of more only those that look alike are offered."""
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


class NameQuestion(NamedTuple):
    """A name that no asset has, and those that it could mean, the likeliest first. Only a person knows."""

    name: str
    candidates: Sequence[IndexedAsset]


class UnknownAsset(LookupError):
    """No asset is meant, or more than one could be; the text says what to do."""


def _in_one(name: str, other: str) -> bool:
    """True if all words of one name are in the other, as those of Bayern are in FC Bayern München."""
    words, others = ({*each.split("-")} for each in (name, other))
    return words <= others or others <= words


class AssetIndex:
    """Finds assets of one list, and guesses none.

    `prefix` stands before a file's ids in theirs, `word` is what one is called, and `called` reads the ids of
    assets by other names that somebody gave them (see `file_names`), once a name is looked for that no asset has.
    """

    def __init__(
        self,
        assets: Iterable[IndexedAsset],
        *,
        word: str,
        prefix: str = "",
        called: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        self._word, self._prefix = word, prefix
        self._asked: dict[str, list[IndexedAsset]] = {}
        self._looked_for: dict[str, list[IndexedAsset]] = {}
        self._by_id: dict[str, IndexedAsset] = {}
        self._by_file_id: dict[str, IndexedAsset | None] = {}
        self._by_name: dict[str, list[IndexedAsset]] = defaultdict(list)
        for asset in assets:
            self._by_id[asset.external_id] = asset
            if asset.file_id:  # two of one id are of two seasons, and neither is meant for certain
                self._by_file_id[asset.file_id] = None if asset.file_id in self._by_file_id else asset
            self._by_name[external_id_of(asset.name)].append(asset)
        self._read_called = called

    @cached_property
    def _called(self) -> dict[str, IndexedAsset]:
        by_pk = {asset.id: asset for asset in self._by_id.values()}
        return {name: by_pk[pk] for name, pk in self._read_called().items() if pk in by_pk}

    @property
    def questions(self) -> list[NameQuestion]:
        """Return a question for each name that wasn't found: who of those alike it means, or of the others of a few."""
        everybody = [*self._by_id.values()] if len(self._by_id) <= _MOST_CHOICES else []
        return [
            NameQuestion(name, [*near, *(each for each in everybody if each not in near)])
            for name, near in self._asked.items()
            if near or everybody
        ]

    def find(self, external_id: str, name: str) -> IndexedAsset:
        """The asset of this id; without an id the one of this name, in any case and accents. Raises UnknownAsset."""
        if external_id:
            by_id = self._by_file_id.get(external_id) or self._by_id.get(self._prefix + external_id)
            if by_id is None:
                near = self._suggestions(name or external_id)
                sentence = (
                    _("There is no {word} with the id {id!r}; did you mean {near}?")
                    if near
                    else _("There is no {word} with the id {id!r}; import the {word}s first.")
                )
                raise UnknownAsset(sentence.format(word=self._word, id=external_id[:60], near=near))
            return by_id
        named = self._by_name.get(external_id_of(name), [])
        if not named and external_id_of(name) in self._called:
            return self._called[external_id_of(name)]
        if len(named) > 1:
            ids = ", ".join(asset.external_id for asset in named[:5])
            sentence = _("{number} {word}s are called {name!r}; give the id of the right one: {ids}.")
            raise UnknownAsset(sentence.format(number=len(named), word=self._word, name=name[:60], ids=ids))
        if not named:
            self._ask(name)
            near = self._suggestions(name)
            sentence = (
                _("There is no {word} called {name!r}; did you mean {near}?")
                if near
                else _("There is no {word} called {name!r}; import the {word}s first.")
            )
            raise UnknownAsset(sentence.format(word=self._word, name=name[:60], near=near))
        return named[0]

    def find_side(self, external_id: str, name: str) -> IndexedAsset:
        """The club that a fixture names: by id where the file has one, else by what may be its id or its name."""
        is_id = name in self._by_file_id or self._prefix + name in self._by_id
        known = external_id or (name if is_id else "")
        try:
            return self.find(known, name)
        except UnknownAsset:
            if external_id_of(name) in self._called:
                return self._called[external_id_of(name)]
            self._ask(name)
            raise

    def _ask(self, name: str) -> None:
        if len(self._asked) < _MOST_SUGGESTIONS:
            self._asked.setdefault(name, self._near(name))

    def _near(self, name: str) -> list[IndexedAsset]:
        """Those whose names look like this one. None of them is meant for certain."""
        if name not in self._looked_for and len(self._looked_for) < _MOST_SUGGESTIONS:
            wanted = external_id_of(name)
            close = get_close_matches(wanted, self._by_name, n=_SUGGESTIONS)
            close += islice((key for key in self._by_name if key not in close and _in_one(wanted, key)), _SUGGESTIONS)
            self._looked_for[name] = [asset for key in close for asset in self._by_name[key][:1]]
        return self._looked_for.get(name, [])

    def _suggestions(self, name: str) -> str:
        """Return those that look alike, for a sentence; empty if none does."""
        return _(" or ").join(f"{isolated(asset.name)} ({asset.external_id})" for asset in self._near(name))
