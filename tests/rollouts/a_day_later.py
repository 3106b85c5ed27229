"""A day passes for flags, and no clock is moved: whatever is stored of them is a day older then."""

from django.db import connection

_INSTANTS = {
    "rollouts_flag": ("starts_at", "ends_at", "frozen_at"),
    "rollouts_flagchange": ("at",),
    "rollouts_snapshotversion": ("as_of",),
    "rollouts_ringmember": ("joined_at", "left_at"),
    "rollouts_groupmembership": ("joined_at", "left_at"),
}
_IN_STATES = ("starts_at", "ends_at", "frozen_at")


def make_a_day_older() -> None:
    """Make all that is stored of flags a day older. Within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # changes are kept as they are, by a trigger
        for table, columns in _INSTANTS.items():
            older = ", ".join(f"{each} = {each} - interval '1 day'" for each in columns)
            cursor.execute(f"UPDATE {table} SET {older}")  # noqa: S608 # names are the test's
        for state in ("before", "after"):
            older = ", ".join(
                f"'{each}', ({state} ->> '{each}')::timestamptz - interval '1 day'" for each in _IN_STATES
            )
            cursor.execute(
                f"UPDATE rollouts_flagchange SET {state} = {state} || jsonb_build_object({older})"  # noqa: S608
            )
        cursor.execute("SET LOCAL session_replication_role = origin")
