"""The standings of several competitions beside each other, and summed."""

from collections.abc import Sequence
from dataclasses import dataclass

from leagues.models import Member
from season.standings.queries import StandingsRow, StandingsTable


@dataclass(frozen=True, slots=True)
class SummedRow:
    """A manager in all competitions: `rows` as they stand in each, None where they don't, and their points in sum."""

    member: Member
    position: int
    rows: tuple[StandingsRow | None, ...]
    total: int


def sum_tables(tables: Sequence[StandingsTable]) -> list[SummedRow]:
    """Return everybody who stands in a table, by the sum of their totals, the most first; equals share a place.

    Whoever isn't in a table has no points there.
    """
    by_table = [{row.member.pk: row for row in table.rows} for table in tables]
    members = {row.member.pk: row.member for table in tables for row in table.rows}
    sums = {key: sum(rows[key].total for rows in by_table if key in rows) for key in members}
    ordered = sorted(members, key=lambda key: (-sums[key], members[key].name.casefold(), key))
    return [
        SummedRow(
            member=members[key],
            position=1 + sum(other > sums[key] for other in sums.values()),
            rows=tuple(rows.get(key) for rows in by_table),
            total=sums[key],
        )
        for key in ordered
    ]
