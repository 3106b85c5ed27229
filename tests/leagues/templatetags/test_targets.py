"""The filter for targets in templates."""

from leagues.models import Target
from leagues.templatetags.targets import of_asset


def test_a_target_is_found_by_its_asset() -> None:
    target = Target(asset_id=7)
    assert of_asset({7: target}, 7) is target
    assert of_asset({7: target}, 8) is None
