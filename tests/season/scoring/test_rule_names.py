"""Rules that come with the program are called in the reader's language."""

from django.utils import translation

from season.schemes.services import shipped_definition
from season.scoring.rule_names import SHIPPED, rule_name


def test_all_shipped_rules_have_their_names_there() -> None:
    keys = ("football", "football-players", "cricket")
    assert {rule["name"] for key in keys for rule in shipped_definition(key)["rules"]} == SHIPPED


def test_names_are_english_to_who_reads_english() -> None:
    assert [rule_name(name) for name in ("Clean sheet", "Beautiful goal")] == ["Clean sheet", "Beautiful goal"]


def test_names_of_shipped_rules_are_translated_and_a_leagues_own_are_not() -> None:
    with translation.override("de"):
        assert rule_name("Clean sheet") != "Clean sheet"
        assert rule_name("Done.") == "Done.", "a sentence that the catalog has, but no rule that is shipped"
