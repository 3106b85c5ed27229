"""Assets named by people, one a line: by name in any case and accents, or by external id. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from django.utils.translation import gettext as _

from leagues.files.external_ids import external_id_of
from leagues.files.parse_errors import one_of

_SUGGESTIONS, _MOST_PROBLEMS = 3, 5


class NamedAsset(NamedTuple):
    """An asset that may be meant."""

    id: int
    external_id: str
    name: str


class NamesUnclear(ValueError):
    """Some lines name no asset, or more than one; `sentences` say what to write instead."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class _Index:
    """The assets of one list, by what they may be called."""

    def __init__(self, assets: Iterable[NamedAsset]) -> None:
        self.by_id = dict[str, NamedAsset]()
        self.by_name = defaultdict[str, list[NamedAsset]](list)
        for asset in assets:
            self.by_id[asset.external_id] = asset
            self.by_name[_folded(asset.name)].append(asset)

    def called(self, line: str) -> list[NamedAsset]:
        """Return those that a line may mean."""
        return [self.by_id[line]] if line in self.by_id else self.by_name.get(_folded(line), [])


def assets_called(name: str, *lists: Iterable[NamedAsset]) -> list[NamedAsset]:
    """Return those that a name or an external id may mean, on the first of the lists where there are any."""
    line = name.strip()
    return next(filter(None, (_Index(assets).called(line) for assets in lists)), [])


def names_near(name: str, assets: Iterable[NamedAsset]) -> list[str]:
    """Return names that are written nearly so, the nearest first: three at most."""
    return _near(name, _Index(assets).by_name)


def assets_named(text: str, *lists: Iterable[NamedAsset]) -> list[int]:
    """Return the ids of the assets that the lines of a text name, each once. Raises NamesUnclear.

    An asset on a list is meant before those of its name on later lists.
    """
    indexes = [_Index(assets) for assets in lists]
    ids, problems = dict[int, None](), list[str]()
    for line in dict.fromkeys(filter(None, map(str.strip, text.splitlines()))):
        named = next(filter(None, (index.called(line) for index in indexes)), [])
        if len(named) == 1:
            ids[named[0].id] = None
        elif len(problems) < _MOST_PROBLEMS:
            problems.append(_problem(line[:80], named, indexes))
    if problems:
        raise NamesUnclear(problems)
    return list(ids)


def lines_naming(assets: Iterable[NamedAsset], among: Iterable[NamedAsset]) -> str:
    """Return lines that name the assets: their names, or the ids of those who share a name with others `among` all."""
    alike = defaultdict[str, set[int]](set)
    for asset in among:
        alike[_folded(asset.name)].add(asset.id)
    return "\n".join(asset.external_id if alike[_folded(asset.name)] - {asset.id} else asset.name for asset in assets)


def _folded(name: str) -> str:
    return external_id_of(name)


def _problem(line: str, named: Sequence[NamedAsset], indexes: Sequence[_Index]) -> str:
    if named:
        words = _("{number} are called {name}: write {ids} instead.")
        return words.format(number=len(named), name=line, ids=one_of(asset.external_id for asset in named[:5]))
    near = _near(line, {key: named for index in indexes for key, named in index.by_name.items()})
    if near:
        return _("{name} isn't there; did you mean {others}?").format(name=line, others=one_of(near))
    return _("{name} isn't there: check the spelling.").format(name=line)


def _near(line: str, by_name: Mapping[str, Sequence[NamedAsset]]) -> list[str]:
    return [by_name[key][0].name for key in get_close_matches(_folded(line), by_name, n=_SUGGESTIONS)]
