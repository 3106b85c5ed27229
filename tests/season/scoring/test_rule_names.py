"""Rules that come with the program are called in the reader's language."""

from season.schemes.services import shipped_definition
from season.scoring.rule_names import SHIPPED, rule_name


def test_all_shipped_rules_have_their_names_there() -> None:
    keys = ("football", "football-players", "cricket")
    assert {rule["name"] for key in keys for rule in shipped_definition(key)["rules"]} == SHIPPED


def test_names_are_english_to_who_reads_english() -> None:
    assert [rule_name(name) for name in ("Clean sheet", "Beautiful goal")] == ["Clean sheet", "Beautiful goal"]
