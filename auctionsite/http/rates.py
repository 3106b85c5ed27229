"""A rate, as the environment writes it. Pure: settings.py reads it before Django is up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` in `seconds` on average, `burst` at once."""

    count: int
    seconds: int
    burst: int

    @classmethod
    def parse(cls, text: str) -> "Rate":
        """`120/60` or `120/60/5`: count, seconds and burst, which is the count if it isn't given. Raises ValueError."""
        count, seconds, *burst = (int(part) for part in text.split("/"))
        if min(count, seconds, *burst) < 1 or len(burst) > 1:
            raise ValueError(f"{text!r}: write count/seconds or count/seconds/burst, each 1 or more")
        return cls(count, seconds, burst[0] if burst else count)

    def arguments(self) -> tuple[int, int]:
        """Return the script's arguments in µs: from one to the next, and how far ahead of the clock one may be."""
        interval = self.seconds * 1_000_000 // self.count
        return interval, interval * (self.burst - 1)
