"""A site as it is deployed."""

import pytest

from tests.live import MakeSite, Site


@pytest.fixture
def deployed(transactional_db: None, make_site: MakeSite) -> Site:
    """A site as it is deployed, with one web process."""
    site = make_site(ENVIRONMENT="staging", SECRET_KEY="a-key-of-this-test-alone-which-is-long-enough-for-a-key")
    site.add_web()
    site.ready()
    return site
