"""The forms of leagues."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from auctionsite.numbers.fields import WholeNumberField
from auctionsite.text.fields import TypedTextField
from leagues.lists.queries import shared_lists
from leagues.models import Asset, League, Role, Sport
from leagues.settings.auction import AuctionSettings, SettingsError
from leagues.settings.increments import LONGEST
from leagues.settings.presets import Preset
from leagues.settings.sets import MOST_SETS, can_be_named
from leagues.settings_fields import LimitsWidget, SetsWidget, limits_field, sets_field

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_ORDERS = [
    ("given", _("As in the list")),
    ("alphabetical", _("A to Z")),
    ("rank", _("The strongest first")),
    ("price", _("The highest opening price first")),
    ("position", _("By set: one position after the other")),
    ("shuffled", _("Shuffled")),
]


def _choice(
    label: "StrOrPromise", choices: "list[tuple[str, StrOrPromise]]", help_text: "StrOrPromise"
) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=choices, required=False, empty_value=None, help_text=help_text)


def _yes_or_no(
    label: "StrOrPromise", yes: "StrOrPromise", no: "StrOrPromise", help_text: "StrOrPromise"
) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("True", yes), ("False", no)],
        coerce=lambda chosen: chosen == "True",
        required=False,
        empty_value=None,
        help_text=help_text,
    )


class SettingsForm(forms.Form):
    """The settings of an auction. `AuctionSettings` alone decides what can be played.

    A field that isn't sent leaves its setting as it is; one that is sent empty takes it away, if it may be missing.
    """

    name = TypedTextField(label=_("Name of the league"), max_length=80)
    unit = TypedTextField(label=_("Unit of money"), max_length=12, help_text=_("Such as £m, ₹ lakh or credits."))
    budget = WholeNumberField(label=_("Budget"), help_text=_("What each manager has to spend."))
    slots_min = WholeNumberField(
        label=_("Smallest roster"), help_text=_("Money for this many is kept back from every bid.")
    )
    slots_max = WholeNumberField(label=_("Largest roster"), help_text=_("A manager with this many can't bid any more."))
    limits = limits_field()
    min_price = WholeNumberField(
        label=_("Opening price"), help_text=_("The least that the first bid on a lot must offer.")
    )
    list_prices = _yes_or_no(
        _("Opening prices of the list"),
        _("Used where it has one"),
        _("Not used"),
        _("A list can give each lot an opening price of its own, such as a base price."),
    )
    increment = WholeNumberField(
        label=_("Increment"), help_text=_("The least by which a bid must beat the one before.")
    )
    increment_by_price = TypedTextField(
        label=_("Increment by price"),
        required=False,
        empty_value=None,
        max_length=LONGEST,
        help_text=_("In its place: a percentage such as 5%, or slabs such as 0–10: 1, 10–50: 2, above: 5."),
    )
    order = forms.ChoiceField(
        label=_("Order of the lots"),
        choices=_ORDERS,
        help_text=_("In which they come up. A shuffle's seed is published."),
    )
    set_order = sets_field()
    mode = _choice(
        _("Who puts a lot up"),
        [("queue", _("Nobody: they come in order")), ("nomination", _("Managers in turn"))],
        _("In their turn managers choose which lot comes up, with a first bid on it."),
    )
    nomination_order = _choice(
        _("Turns"),
        [("snake", _("There and back")), ("straight", _("Round and round")), ("random", _("Drawn for each round"))],
        _("Who begins is drawn by the published seed."),
    )
    nomination_seconds = WholeNumberField(
        label=_("Seconds to put a lot up"),
        required=False,
        help_text=_("After that the next of the list comes up, without a bid."),
    )
    unsold_rounds = WholeNumberField(
        label=_("Unsold rounds"), required=False, help_text=_("How often unsold lots come up again. 0: never.")
    )
    unsold_percent = WholeNumberField(
        label=_("Opening price in a later round, %"),
        required=False,
        help_text=_("Of the one before, rounded up. 100: the same price."),
    )
    unsold_price = WholeNumberField(
        label=_("Or at most"), required=False, help_text=_("A price at which unsold lots open, if they were above it.")
    )
    lot_seconds = WholeNumberField(
        label=_("Seconds for a lot"), help_text=_("How long a lot is open, if nobody bids late.")
    )
    anti_snipe_seconds = WholeNumberField(
        label=_("Seconds left after a late bid"),
        help_text=_("A bid later than this moves the end. 0: nothing moves it."),
    )
    lot_cap_seconds = WholeNumberField(
        label=_("Longest time for a lot, in seconds"),
        required=False,
        help_text=_("A lot ends after this long, whatever is bid. Empty: no limit."),
    )
    break_seconds = WholeNumberField(
        label=_("Seconds between two lots"), required=False, help_text=_("Time to see who got it and who is next.")
    )
    early_end = _yes_or_no(
        _("Ending a lot early"),
        _("When nobody else can bid"),
        _("Never"),
        _("A lot ends when all others have passed or can't bid."),
    )
    proxies = _yes_or_no(
        _("Bidding up to a maximum"),
        _("Offered"),
        _("Not offered"),
        _("A manager can leave a maximum on a lot, and it bids for them. Nobody else sees how high it is."),
    )
    retract_bids = _yes_or_no(
        _("Taking a bid back"),
        _("Its bidder can, until somebody bids more"),
        _("Only the commissioner can"),
        _("The bid before leads again, and the others have time to answer."),
    )
    format = _choice(
        _("Pace"),
        [("live", _("Live: one lot at a time, with everybody there")), ("slow", _("Slow: many lots open, over days"))],
        _("In a slow auction nobody has to be there: each lot has its own clock, of hours or days."),
    )
    slow_lots = WholeNumberField(
        label=_("Lots open at once"), required=False, help_text=_("When they come up in order. 1 to 200.")
    )
    slow_nominations = WholeNumberField(
        label=_("Open lots of one manager"),
        required=False,
        help_text=_("When managers put them up, whenever they like."),
    )
    slow_nomination_minutes = WholeNumberField(
        label=_("Minutes without an open lot"), required=False, help_text=_("After that the next of the list comes up.")
    )
    slow_lot_minutes = WholeNumberField(
        label=_("Minutes for a lot"), required=False, help_text=_("A day has 1,440, a week 10,080.")
    )
    slow_reset = _choice(
        _("What moves a lot's end"),
        [("leader", _("A bid with a new leader")), ("bid", _("Any bid")), ("never", _("Nothing"))],
        _("Such a bid leaves the others time to answer."),
    )
    slow_reset_minutes = WholeNumberField(
        label=_("Minutes left after such a bid"), required=False, help_text=_("At least so many.")
    )
    slow_apart_minutes = WholeNumberField(
        label=_("Minutes between the ends of two lots"),
        required=False,
        help_text=_("As they are when they open. 0 to 30."),
    )
    quiet_hours = TypedTextField(
        label=_("Quiet hours"),
        required=False,
        empty_value=None,
        max_length=20,
        help_text=_("Such as 22:00–08:00: clocks stand still, and no lot ends. Empty: none."),
    )
    time_zone = TypedTextField(
        label=_("Time zone of the quiet hours"),
        required=False,
        empty_value=None,
        max_length=64,
        help_text=_("By its name, such as Europe/London or Asia/Kolkata."),
    )
    empty_room_seconds = WholeNumberField(
        label=_("Seconds until an empty room pauses"),
        required=False,
        help_text=_("So long nobody who could bid is there, 10 or more. 0: never."),
    )
    outage_pause_seconds = WholeNumberField(
        label=_("Seconds of an outage that pause"),
        required=False,
        help_text=_("After a longer outage of ours the auction waits for you."),
    )
    MORE = {
        gettext_noop("Positions and clubs"): ("limits",),
        gettext_noop("Prices"): ("min_price", "list_prices", "increment", "increment_by_price"),
        gettext_noop("Who puts a lot up"): ("mode", "nomination_order", "nomination_seconds"),
        gettext_noop("Order and rounds"): ("order", "set_order", "unsold_rounds", "unsold_percent", "unsold_price"),
        gettext_noop("Clock"): ("lot_seconds", "anti_snipe_seconds", "lot_cap_seconds", "break_seconds", "early_end"),
        gettext_noop("Bids"): ("proxies", "retract_bids"),
        gettext_noop("Interruptions"): ("empty_room_seconds", "outage_pause_seconds"),
    }
    """The fields behind *More settings*, by group."""
    SLOW = (
        "format", "slow_lots", "slow_nominations", "slow_nomination_minutes", "slow_lot_minutes", "slow_reset",
        "slow_reset_minutes", "slow_apart_minutes", "quiet_hours", "time_zone",
    )  # fmt: skip
    """The fields of slow auctions, which are shown where those are offered."""

    def __init__(self, data: Any = None, *, current: AuctionSettings, **kwargs: Any) -> None:
        """`current` is what the form begins with; settings that it has no field for stay as they are there."""
        super().__init__(data, **kwargs)
        self.current = current
        for field, value in current.values().items():
            self.initial.setdefault(field, value)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The fields that everybody sees at once."""
        behind = {*self.SLOW, *(name for names in self.MORE.values() for name in names)}
        return [field for field in self if field.name not in behind]

    @property
    def more(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The other fields, by group."""
        shown = {group: [self[name] for name in names if name in self.fields] for group, names in self.MORE.items()}
        return [(gettext(group), fields) for group, fields in shown.items() if fields]

    @property
    def slow(self) -> list[forms.BoundField]:
        """The fields of slow auctions."""
        return [self[name] for name in self.SLOW]

    @property
    def is_moved(self) -> bool:
        """True if a set is to be moved and nothing saved: the form is shown again as it was sent."""
        widget = self.fields["set_order"].widget if "set_order" in self.fields else None
        return self.is_bound and isinstance(widget, SetsWidget) and widget.is_moved(self.data, "set_order")

    @property
    def has_more_errors(self) -> bool:
        """True if something behind *More settings* must be mended."""
        return any(name in self.errors for names in (*self.MORE.values(), self.SLOW) for name in names)

    def clean(self) -> dict[str, Any]:
        """Adds `settings`, an AuctionSettings, or the errors of the settings beside their fields."""
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        try:
            cleaned["settings"] = self.current.changed(self._given(cleaned))
        except SettingsError as error:
            for name, sentence in error.fields.items():
                self.add_error(name if name in self.fields else None, sentence)
        return cleaned

    def _given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        may_be_missing = [name for name, kind in self.current.known().items() if kind.endswith("None")]
        sent_empty = {name: None for name in may_be_missing if self._is_sent(name) and cleaned.get(name) is None}
        known = self.current.known()
        return sent_empty | {name: value for name, value in cleaned.items() if name in known and value is not None}

    def _is_sent(self, name: str) -> bool:
        field = self.fields.get(name)
        return field is not None and not field.widget.value_omitted_from_data(self.data, self.files, name)


class _SportField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in the stubs only
    """Sports by their names in the reader's language."""

    def label_from_instance(self, obj: Sport) -> str:
        """Return a sport's name."""
        return obj.title


OWN = "own"
"""The choice of a list that the league still has to bring."""


class NewLeagueForm(SettingsForm):
    """The settings, and what can't be changed later."""

    sport = _SportField(label=_("Sport"), queryset=Sport.objects.order_by("name"), empty_label=None, initial="football")
    sells = forms.ChoiceField(label=_("What it sells"), required=False)
    field_order = ["name", "sport", "sells"]

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("limits", "set_order"):  # the positions are known when the sport and its list are
            del self.fields[name]
        by_sport: dict[str, list[tuple[str, str]]] = {}
        for asset_list in shared_lists():
            by_sport.setdefault(asset_list.sport.title, []).append(
                (str(asset_list.pk), f"{asset_list.title} ({getattr(asset_list, 'size', 0):,})")
            )
        newest = ("", gettext("The newest list of the sport"))
        own = (OWN, gettext("A list of our own, which I bring next"))
        self.fields["sells"].choices = [newest, own, *by_sport.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Adds `asset_list`; None: the newest, or one that is still to come."""
        cleaned = super().clean()
        chosen = cleaned.get("sells", "")
        cleaned["asset_list"] = shared_lists().get(pk=chosen) if chosen.isdigit() else None
        if cleaned["asset_list"] and "sport" in cleaned and cleaned["asset_list"].sport_id != cleaned["sport"].pk:
            sport = cleaned["asset_list"].sport.title
            self.add_error("sells", gettext("This list is of {sport}; choose that sport too.").format(sport=sport))
        return cleaned


class ChangeMemberForm(forms.Form):
    """The change to a member: `do` is the button pressed, `role` matters to the first only.

    The buttons that make somebody a co-commissioner, and take that back, are short for a role.
    """

    SHORT: ClassVar[dict[str, Role]] = {"make_commissioner": Role.COMMISSIONER, "take_back": Role.MANAGER}
    do = forms.ChoiceField(choices=[(each, each) for each in ("role", *SHORT, "hand_over", "remove")])
    role = forms.ChoiceField(choices=Role.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """A new role must be named."""
        if role := self.SHORT.get(self.cleaned_data.get("do", "")):
            self.cleaned_data |= {"do": "role", "role": role}
        if self.cleaned_data.get("do") == "role" and not self.cleaned_data.get("role"):
            self.add_error("role", gettext("Choose a role."))
        return self.cleaned_data


def settings_form(
    league: League, data: Any = None, preset: Preset | None = None, *, sold: Iterable[Asset] = ()
) -> SettingsForm:
    """The form to change a league with; a preset fills it in. `sold` is what it sells, of which the sets are."""
    current = AuctionSettings.read(league.settings)
    begins_with = current if preset is None else preset.settings(current)
    form = SettingsForm(data, current=current if data else begins_with, initial={"name": league.name})
    limits, sets = form.fields["limits"].widget, form.fields["set_order"].widget
    assert isinstance(limits, LimitsWidget) and isinstance(sets, SetsWidget)  # noqa: PT018, S101 # as declared
    limits.positions = tuple(league.sport.positions)
    sets.counts = _sets_of(sold)
    if len(sets.counts) < 2:
        del form.fields["set_order"]
    return form


def _sets_of(assets: Iterable[Asset]) -> dict[str, int]:
    """Return how many assets each set has, in the order of the list: the first ones, of many."""
    counts = Counter(asset.position for asset in assets if can_be_named(asset.position))
    return dict([*counts.items()][:MOST_SETS])
