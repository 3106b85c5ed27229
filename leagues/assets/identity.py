"""The asset that each row of a new list is: nobody becomes another, and what could be either way is asked. Pure.

1  The id that a file gives says it, where that asset has the row's name or one like it.
2  Without an id the name says it, with everything else that the row says.
3  Where only a part agrees (a name in another spelling, another club, an id that was somebody else's) it is asked.
4  A row that is like nothing known is a new asset.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher, get_close_matches

from django.utils.translation import gettext as _

from leagues.files.assets import AssetRow
from leagues.files.external_ids import external_id_of
from leagues.files.namesakes import free_id
from leagues.files.parse_errors import one_of

ANOTHER = ""
"""The answer that a row is an asset that isn't known yet."""
_LIKENESS = 0.8  # of two spellings of one name, as difflib counts
_CANDIDATES = 3  # shown for one row
_MOST_COMPARISONS = 200_000  # of spellings, a second or two
_SAID = ("country", "position", "club")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAsset:
    """An asset that the list has or could have: `listed` is whether it has it, `shared` whether it is the sport's on a
    league's own list, which changes nothing of it."""

    id: int
    external_id: str
    name: str
    country: str = ""
    position: str = ""
    club: str = ""
    rank: int | None = None
    opening_price: int | None = None
    retired: bool = False
    listed: bool = True
    shared: bool = False


@dataclass(frozen=True, slots=True)
class IdentityQuestion:
    """A row that could be one of the candidates, the likeliest first, or another asset."""

    row: AssetRow
    candidates: tuple[KnownAsset, ...]

    @property
    def key(self) -> str:
        """Return what an answer names: the id that the row has in its file."""
        return self.row.external_id


class AnswerRefused(ValueError):
    """An answer fits no question; the text says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The rows under the ids of the assets that they are, without those in `unanswered`.

    `known` has what is known of them by those ids, and `moved` the new external ids of known assets by their keys.
    """

    rows: list[AssetRow]
    known: dict[str, KnownAsset]
    moved: dict[int, str]
    questions: list[IdentityQuestion]
    unanswered: list[IdentityQuestion]


def resolve(rows: Sequence[AssetRow], known: Sequence[KnownAsset], answers: Mapping[str, str]) -> Resolution:
    """Find the asset of each row. `answers` are external ids of candidates, or ANOTHER, by the keys of questions.

    Raises AnswerRefused.
    """
    matching = _Matching(rows, known)
    matching.match_given_ids()
    matching.match_names()
    matching.ask_about_the_rest()
    return _settle(matching, answers)


def is_like(one: str, other: str) -> bool:
    """True for two spellings of one name: `Arsenal` and `Arsenal FC`, `Odegaard` and `Ødegård`."""
    plain, other_plain = external_id_of(one), external_id_of(other)
    words, other_words = {*plain.split("-")}, {*other_plain.split("-")}
    if words <= other_words or other_words <= words:
        return True
    return SequenceMatcher(None, plain, other_plain).ratio() >= _LIKENESS


def _exact(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split()))


def _agrees(row: AssetRow, asset: KnownAsset) -> bool:
    return all(getattr(row, what) in {None, getattr(asset, what)} for what in _SAID)


def _has_rank_of(row: AssetRow, asset: KnownAsset) -> bool:
    return row.rank is not None and row.rank == asset.rank


def _may_agree(row: AssetRow, asset: KnownAsset) -> bool:
    """True if nothing that both say is different."""
    return all(not getattr(row, what) or getattr(asset, what) in {"", getattr(row, what)} for what in _SAID)


@dataclass
class _Matching:
    """Rows by their places in the file, the assets they are, and those about which is asked."""

    rows: Sequence[AssetRow]
    known: Sequence[KnownAsset]
    found: dict[int, KnownAsset] = field(default_factory=dict)
    asked: dict[int, tuple[KnownAsset, ...]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def take(self, place: int, asset: KnownAsset) -> None:
        self.found[place] = asset
        self.taken.add(asset.id)

    def free(self) -> list[KnownAsset]:
        return [asset for asset in self.known if asset.id not in self.taken]

    def match_given_ids(self) -> None:
        by_id = {asset.external_id: asset for asset in self.known}
        for place, row in enumerate(self.rows):
            asset = None if row.made_id else by_id.get(row.external_id)
            if asset and is_like(row.name, asset.name):
                self.take(place, asset)
            elif asset:
                self.asked[place] = (asset,)

    def match_names(self) -> None:
        """Match rows without an id where one row and one asset have the name, and all that the row says agrees."""
        places = defaultdict(list)
        for place, row in enumerate(self.rows):
            if row.made_id:
                places[_exact(row.name)].append(place)
        assets = defaultdict(list)
        for asset in self.free():
            assets[_exact(asset.name)].append(asset)
        for name in places.keys() & assets.keys():
            for by_rank in (False, True, False):
                rest = [place for place in places[name] if place not in self.found]
                free = [asset for asset in assets[name] if asset.id not in self.taken]
                self._match_namesakes(rest, free, by_rank=by_rank)

    def _match_namesakes(self, places: Iterable[int], assets: Iterable[KnownAsset], *, by_rank: bool) -> None:
        """Match pairs in which each agrees with nobody but the other."""
        assets, rows = list(assets), {place: self.rows[place] for place in places}
        fits = {
            place: [a for a in assets if _agrees(row, a) and (not by_rank or _has_rank_of(row, a))]
            for place, row in rows.items()
        }
        suitors = defaultdict(list)
        for place, agreeing in fits.items():
            for asset in agreeing:
                suitors[asset.id].append(place)
        for place, agreeing in fits.items():
            if len(agreeing) == 1 and suitors[agreeing[0].id] == [place]:
                self.take(place, agreeing[0])

    def ask_about_the_rest(self) -> None:
        """Ask about each row that is called as an asset is which no row is yet, or nearly so."""
        by_name = defaultdict(list)
        for asset in self.free():
            by_name[external_id_of(asset.name)].append(asset)
        named = {row.external_id for row in self.rows if not row.made_id}
        comparisons = 0
        for place, row in enumerate(self.rows):
            if place in self.found:
                continue
            candidates = [a for a in by_name.get(external_id_of(row.name), ()) if row.made_id or _replaces(a, named)]
            if not candidates and row.made_id and comparisons < _MOST_COMPARISONS:
                comparisons += len(by_name)
                candidates = _near(row, by_name)
            by_id = self.asked.pop(place, ())
            candidates += [asset for asset in by_id if asset not in candidates and asset.id not in self.taken]
            if candidates:
                self.asked[place] = tuple(candidates)


def _replaces(asset: KnownAsset, named: set[str]) -> bool:
    """Return True if a given id may replace the asset's, which was made of its name, or is given to another row now."""
    return asset.external_id in named or asset.external_id.startswith(external_id_of(asset.name))


def _near(row: AssetRow, by_name: Mapping[str, Sequence[KnownAsset]]) -> list[KnownAsset]:
    agreeing = {name: [a for a in assets if _may_agree(row, a)] for name, assets in by_name.items()}
    names = [name for name, assets in agreeing.items() if assets]
    close = get_close_matches(external_id_of(row.name), names, n=_CANDIDATES, cutoff=_LIKENESS)
    return [asset for name in close for asset in agreeing[name]][:_CANDIDATES]


def _settle(matching: _Matching, answers: Mapping[str, str]) -> Resolution:
    questions = [IdentityQuestion(matching.rows[place], matching.asked[place]) for place in sorted(matching.asked)]
    chosen = _chosen(questions, answers)
    assets_by_row_id = {matching.rows[place].external_id: asset for place, asset in matching.found.items()}
    assets_by_row_id |= {key: asset for key, asset in chosen.items() if asset}
    unanswered = [question for question in questions if question.key not in chosen]
    open_keys = {question.key for question in unanswered}
    settled = [row for row in matching.rows if row.external_id not in open_keys]
    moved = _moved(settled, matching.known, assets_by_row_id)
    used = {moved.get(asset.id, asset.external_id) for asset in matching.known}
    used |= {row.external_id for row in settled if not row.made_id}
    rows, assets_by_id = [], {}
    for row in settled:
        asset, external_id = assets_by_row_id.get(row.external_id), row.external_id
        if asset:
            external_id = moved.get(asset.id, asset.external_id)
            assets_by_id[external_id] = asset
        elif row.made_id:
            external_id = free_id(row.external_id, used)
            used.add(external_id)
        rows.append(replace(row, external_id=external_id))
    return Resolution(rows=rows, known=assets_by_id, moved=moved, questions=questions, unanswered=unanswered)


def _chosen(questions: Sequence[IdentityQuestion], answers: Mapping[str, str]) -> dict[str, KnownAsset | None]:
    """Return the assets that the answers name, None for another. Raises AnswerRefused."""
    by_key = {question.key: question for question in questions}
    chosen: dict[str, KnownAsset | None] = {}
    for key, answer in answers.items():
        if key not in by_key:
            raise AnswerRefused(_("Nothing is asked about {key!r}; remove this answer.").format(key=key[:60]))
        candidates = {asset.external_id: asset for asset in by_key[key].candidates}
        if answer != ANOTHER and answer not in candidates:
            words = _("{name} can be {ids}, and not {answer!r}.")
            values = {"name": by_key[key].row.name, "ids": one_of(candidates), "answer": answer[:60]}
            raise AnswerRefused(words.format(**values))
        chosen[key] = candidates.get(answer)
    picked = [asset for asset in chosen.values() if asset]
    times = Counter(asset.id for asset in picked)
    for asset in picked:
        if times[asset.id] > 1:
            words = _("Two rows can't both be {name}; choose another asset for one of them.")
            raise AnswerRefused(words.format(name=asset.name))
    return chosen


def _moved(rows: Iterable[AssetRow], known: Sequence[KnownAsset], found: Mapping[str, KnownAsset]) -> dict[int, str]:
    """Return the external ids that change: an asset gets the one that the file gives it, whoever had that another."""
    given = {row.external_id for row in rows if not row.made_id}
    own = [asset for asset in known if not asset.shared]
    moved = {
        asset.id: key for key, asset in found.items() if key in given and asset.external_id != key and not asset.shared
    }
    used = given | {asset.external_id for asset in known}
    for asset in own:
        owner = found.get(asset.external_id)
        if asset.external_id in given and asset.id not in moved and (owner is None or owner.id != asset.id):
            moved[asset.id] = free_id(asset.external_id, used)
            used.add(moved[asset.id])
    return moved
