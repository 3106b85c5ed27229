"""`manage.py waffle_switch`: waffle's options, our service."""

from rollouts.changes import services
from rollouts.models import FlagChange
from tests.rollouts.management.commands import run


def test_switch_is_turned_and_listed(db: None) -> None:
    assert run("waffle_switch", "bidding", "off", "--reason", "fire").code == 0
    assert "bidding: off\nnew_auctions: on\n" in run("waffle_switch", "-l").out
    assert FlagChange.objects.latest("id").reason == "fire"
    assert run("waffle_switch", "bidding", "on", "--create").code == 0
    assert services.current_state("bidding")[0]["everyone"] is True
    assert "no flag biding" in run("waffle_switch", "biding", "on", "--create").err
    assert run("waffle_switch", "bidding").err == "You need to specify a switch name and state."
    assert run("waffle_switch", "bidding", "maybe").code == 2
