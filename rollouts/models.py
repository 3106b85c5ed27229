"""The flags that release things, waffle's with a model of our own so that they can grow."""

from waffle.models import AbstractUserFlag


class Flag(AbstractUserFlag):
    """A waffle flag. Ours from the first migration on: changing the model later would be a migration of every table."""

    class Meta(AbstractUserFlag.Meta):
        abstract = False
