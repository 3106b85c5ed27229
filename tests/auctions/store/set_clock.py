"""A clock that a test sets."""


class SetClock:
    """Stands in for the database's clock when called, and for the module `time`: both as the test says."""

    def __init__(self) -> None:
        self.ms = 1_000_000

    def __call__(self) -> int:
        """The instant in epoch ms."""
        return self.ms

    def monotonic(self) -> float:
        """The same in seconds."""
        return self.ms / 1000
