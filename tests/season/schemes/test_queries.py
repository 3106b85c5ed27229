"""The scheme that a sport recommends now."""

from leagues.built_in_sports import sport_of_key
from season.models import Scheme, SchemeVersion
from season.schemes.queries import current_scheme


def test_the_newest_version_is_recommended(db: None) -> None:
    sport = sport_of_key("cricket")
    assert current_scheme("cricket") is None
    old, new = (Scheme.objects.create(sport=sport, digest=digest, definition={}) for digest in ("a", "b"))
    SchemeVersion.objects.create(sport=sport, number=2, scheme=new)
    SchemeVersion.objects.create(sport=sport, number=1, scheme=old)
    assert current_scheme("cricket") == new
    assert current_scheme("football") is None
