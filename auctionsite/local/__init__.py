"""The local launcher: one command starts the whole product on one machine.

Nothing here imports Django or anything else that has to be installed, because the launcher also has to
work, and to speak clearly, where an installation is incomplete. `settings.py` uses the functions below
when DATABASE_URL, REDIS_URL or BACKUP_DIR is unset; they only compute a text.
"""

from auctionsite.local.place import data_folder, default_database_url, default_redis_url

__all__ = ["data_folder", "default_database_url", "default_redis_url"]
