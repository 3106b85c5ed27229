"""The filter `of_asset` for templates."""

from collections.abc import Mapping

from django import template

from leagues.models import Target

register = template.Library()


@register.filter
def of_asset(targets: Mapping[int, Target], asset_id: int) -> Target | None:
    """The member's target that is this asset; None if they don't want it."""
    return targets.get(asset_id)
