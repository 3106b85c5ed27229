"""Token buckets: a burst, then a rate; each key has its own."""

from auctionsite.serving.token_bucket import BucketsByKey, TokenBucket


class Clock:
    """A clock that stands until it is moved; seconds."""

    at = 100.0

    def __call__(self) -> float:
        return self.at


def test_a_burst_and_then_so_many_a_second() -> None:
    clock = Clock()
    bucket = TokenBucket(2, 3, clock)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    assert bucket.seconds_until() == 0.5
    clock.at += 0.5
    assert bucket.seconds_until() == 0
    assert [bucket.take(), bucket.take()] == [True, False]
    clock.at += 1000
    assert [bucket.take() for _ in range(4)] == [True, True, True, False], "no more than a burst is saved up"


def test_what_costs_more_takes_more_or_nothing() -> None:
    clock = Clock()
    bucket = TokenBucket(1, 10, clock)
    assert bucket.take(8)
    assert not bucket.take(3)
    assert bucket.take(2)
    assert bucket.seconds_until(4) == 4


def test_everybody_has_a_bucket_of_their_own() -> None:
    clock = Clock()
    buckets: BucketsByKey[str] = BucketsByKey(lambda: TokenBucket(1, 1, clock))
    assert buckets.of("max").take()
    assert not buckets.of("max").take()
    assert buckets.of("mia").take()


def test_the_ones_not_asked_for_longest_are_forgotten() -> None:
    clock = Clock()
    buckets: BucketsByKey[str] = BucketsByKey(lambda: TokenBucket(1, 1, clock), most=2)
    assert buckets.of("max").take()
    buckets.of("mia")
    buckets.of("max")
    buckets.of("otto")
    assert not buckets.of("max").take(), "asked for just now, so kept"
