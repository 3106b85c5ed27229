"""Placeholder until the launcher lands: the servers come from DATABASE_URL and REDIS_URL."""


def default_database_url() -> str:
    return "postgresql://localhost/auctionsite"


def default_redis_url() -> str:
    return "redis://localhost:6379/0"
