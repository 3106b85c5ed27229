"""Binomial probabilities without rounding, by whole numbers alone: what the product's logarithms are held against."""

from collections.abc import Callable
from fractions import Fraction
from math import comb


def binomial(hits: int, trials: int, chance: Fraction) -> Fraction:
    """The probability of so many hits in so many trials."""
    return comb(trials, hits) * chance**hits * (1 - chance) ** (trials - hits)


def chance_of_ever(reached: Callable[[int, int], bool], chance: Fraction, trials: int) -> Fraction:
    """The probability that `reached(hits, trials)` is ever true while trials are made one by one."""
    paths, ever = {0: 1}, Fraction(0)
    a, b = chance.numerator, chance.denominator
    for number in range(1, trials + 1):
        after: dict[int, int] = {}
        for hits, weight in paths.items():
            after[hits] = after.get(hits, 0) + weight * (b - a)
            after[hits + 1] = after.get(hits + 1, 0) + weight * a
        gone = {hits for hits in after if reached(hits, number)}
        ever += Fraction(sum(after[hits] for hits in gone), b**number)
        paths = {hits: weight for hits, weight in after.items() if hits not in gone}
    return ever
