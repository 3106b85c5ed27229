"""Ids and areas of requests."""

from auctionsite.http.requests import area_of, request_id_of


def test_a_proxys_request_id_is_kept_if_it_looks_like_one() -> None:
    assert request_id_of({"headers": [(b"x-request-id", b"from-the-proxy")]}) == "from-the-proxy"
    for given in (b"short", b"with blanks in it", b"x" * 65, b'"quoted-and-long"'):
        made = request_id_of({"headers": [(b"x-request-id", given)]})
        assert len(made) == 16
        assert made != given.decode()


def test_paths_belong_to_areas() -> None:
    found = [area_of(path) for path in ("/", "/api/leagues/", "/api/health", "/admin/x", "/static/a.js", "/metrics")]
    assert found == ["page", "api", "probe", "admin", "static", "probe"]
