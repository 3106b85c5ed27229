"""The place of each table of ours when one Postgres isn't enough and an engine such as Citus distributes them.

Such an engine puts the rows with one key on one node. It can hold a unique constraint or a foreign key, and lock a row,
only where that key is named: within a node nothing needs another. What the tables lack for that today is altered by
SQL, which is made from Postgres's catalog, so that no list of it grows old. See docs/scaling.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

BY_AUCTION = {
    "auctions_auction": "id",
    "auctions_participant": "auction_id",
    "auctions_lot": "auction_id",
    "auctions_auctionevent": "auction_id",
    "auctions_bid": "auction_id",
    "auctions_commandoutcome": "auction_id",
    "auctions_auctionsnapshot": "auction_id",
    "auctions_roommessage": "auction_id",
    "auctions_stall": "auction_id",
    "notices_noticehead": "auction",
    "season_ownershiphead": "auction_id",
}
"""Written while people bid, and a decision reads and writes the rows of one auction alone. Those referred to first."""
BY_LEAGUE = {
    "season_ownership": "league_id",
    "season_leaguesettings": "league_id",
    "season_columnanswers": "league_id",
    "leagues_auctiondate": "league_id",
    "auctions_roomtalk": "league_id",
}
"""Of one league each, with its key in every row, and no auction's row refers to them."""
REFERENCE = (
    "leagues_sport",
    "accounts_user",
    "leagues_league",
    "leagues_member",
    "leagues_asset",
    "leagues_assetlist",
)
"""Rows of every auction and league refer to these; they change seldom, so that each node may have a copy."""
LOCAL = frozenset(
    {
        "accounts_browsersession", "accounts_device", "accounts_sentform", "accounts_signinlink",
        "accounts_user_groups", "accounts_user_user_permissions", "auctions_heartbeat", "leagues_assetchange",
        "leagues_assetpool", "leagues_listentry", "leagues_listupload", "notices_notice", "notices_noticechoice",
        "notices_noticereader", "notices_pushsubscription", "rollouts_banner", "rollouts_exposure", "rollouts_flag",
        "rollouts_flag_groups", "rollouts_flag_users", "rollouts_flagchange", "rollouts_gateanswer",
        "rollouts_gaterecord", "rollouts_groupmembership", "rollouts_plan", "rollouts_planapproval",
        "rollouts_planevent", "rollouts_reader", "rollouts_ring", "rollouts_ringmember", "rollouts_scrape",
        "rollouts_snapshotversion", "rollouts_subjectfailure", "season_assetpoints", "season_competition",
        "season_correction", "season_filename", "season_fixture", "season_leagueseason", "season_performance",
        "season_round", "season_scheme", "season_schemeversion", "season_trade", "season_upload",
        "season_uploadchange",
    }
)  # fmt: skip
"""Of persons, of the site or of competitions that leagues share, or written by the day rather than by the bid: they
stay on the coordinator, together with those of Django and of libraries."""
KEYLESS = {
    "auctions_seatpresence": "knows its seat only; nothing refers to it, so an auction_id can be added at any time",
    "auctions_standin": "knows its seat only, as the presence does",
    "leagues_dateanswer": "knows its member, and by the member its league; an answer for each date",
    "leagues_listchange": "goes with its upload, which has a league only if the list has",
    "leagues_pooledit": "goes with its pool; written while a league prepares",
    "leagues_target": "one member's own; read by the member's id, and no other's",
    "notices_noticedelivery": "goes with its notice, which a person reads across leagues",
    "season_recount": "of a competition that leagues share, or of one league's season",
    "season_roundstanding": "goes with its season; written after a round has ended",
    "season_tradeasset": "goes with its trade; trades are few, and stay together",
    "season_tradestep": "goes with its trade",
    "season_tradeveto": "goes with its trade",
}
"""They belong to an auction or a league, but have no column that says to which. They stay on the coordinator, too."""
GIVEN_UP = {
    "auction_one_running_per_league": "unique by league, and auctions are placed by their own id: who creates one "
    "looks under a lock on the league's row, and who rebuilds one from its journal has to do so as well",
    "season_ownership.auction_id": "a league's row and an auction's are on different nodes",
    "season_trade.auction_id": "the coordinator can't look into the nodes' auctions for each row",
    "season_tradeasset.lot_id": "the coordinator can't look into the nodes' lots for each row",
}
"""What the database no longer holds once the site is distributed, by name or by table and column, and why."""


@dataclass(frozen=True, slots=True)
class CatalogRule:
    """A unique constraint or index, an exclusion, or a foreign key: what the catalog says of it.

    `kind` is Postgres's letter, and i for a unique index. `equal` are the columns compared for equality; of a foreign
    key, `to` and `there` are the table and its columns. `definition` is SQL.
    """

    table: str
    kind: str
    name: str
    equal: tuple[str, ...]
    to: str
    there: tuple[str, ...]
    definition: str


_RULES = """
    SELECT con.conrelid::regclass::text, con.contype::text, con.conname::text,
        ARRAY(
            SELECT a.attname::text FROM unnest(con.conkey) WITH ORDINALITY AS k (num, place)
            JOIN pg_attribute AS a ON a.attrelid = con.conrelid AND a.attnum = k.num
            WHERE con.conexclop IS NULL OR (SELECT oprname FROM pg_operator WHERE oid = con.conexclop[k.place]) = '='
            ORDER BY k.place
        ),
        CASE WHEN con.confrelid = 0 THEN '' ELSE con.confrelid::regclass::text END,
        ARRAY(
            SELECT a.attname::text FROM unnest(con.confkey) WITH ORDINALITY AS k (num, place)
            JOIN pg_attribute AS a ON a.attrelid = con.confrelid AND a.attnum = k.num ORDER BY k.place
        ),
        pg_get_constraintdef(con.oid)
    FROM pg_constraint AS con
    WHERE con.contype IN ('p', 'u', 'x', 'f') AND con.connamespace = current_schema()::regnamespace
    UNION ALL
    SELECT i.indrelid::regclass::text, 'i', c.relname::text,
        ARRAY(
            SELECT a.attname::text FROM unnest(i.indkey::int2[]) AS k (num)
            JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.num
        ),
        '', ARRAY[]::text[], pg_get_indexdef(i.indexrelid)
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE i.indisunique AND c.relnamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
    ORDER BY 1, 2, 3
"""


def rules() -> list[CatalogRule]:
    """Return all unique constraints and indexes, exclusions and foreign keys of the database."""
    with connection.cursor() as cursor:
        cursor.execute(_RULES)
        return [
            CatalogRule(table, kind, name, tuple(equal), to, tuple(there), definition)
            for table, kind, name, equal, to, there, definition in cursor.fetchall()
        ]


def group_of(table: str) -> dict[str, str]:
    """Return the tables that are placed with this one, and their keys; none if it isn't distributed."""
    return next((group for group in (BY_AUCTION, BY_LEAGUE) if table in group), {})


def holds(rule: CatalogRule) -> bool:
    """True if an engine that distributes can hold the rule where the tables are placed as said here."""
    group = group_of(rule.table)
    if rule.kind != "f":
        return not group or group[rule.table] in rule.equal
    if rule.to in REFERENCE:
        return True
    if not group:
        return rule.table not in REFERENCE and not group_of(rule.to)
    return rule.to in group and (group[rule.table], group[rule.to]) in zip(rule.equal, rule.there, strict=True)


def is_given_up(rule: CatalogRule) -> bool:
    """True if the rule goes when the site is distributed, and nothing comes in its place."""
    return rule.name in GIVEN_UP or (rule.kind == "f" and f"{rule.table}.{','.join(rule.equal)}" in GIVEN_UP)


def before_placing() -> list[str]:
    """Return the SQL that takes away what can't be held, foreign keys first, and puts the key into primary keys."""
    broken = [rule for rule in rules() if not holds(rule)]
    return [*_dropped_foreign_keys(broken), *_unique_with_key(broken)]


def _dropped_foreign_keys(broken: list[CatalogRule]) -> Iterator[str]:
    for rule in broken:
        if rule.kind == "f":
            yield f"ALTER TABLE {rule.table} DROP CONSTRAINT {rule.name}"


def _unique_with_key(broken: list[CatalogRule]) -> Iterator[str]:
    for rule in broken:
        key = group_of(rule.table).get(rule.table)
        if rule.kind == "i":
            yield f"DROP INDEX {rule.name}"
        elif rule.kind == "p":
            columns = ", ".join((str(key), *rule.equal))
            yield f"ALTER TABLE {rule.table} DROP CONSTRAINT {rule.name}, ADD PRIMARY KEY ({columns})"


def placing() -> list[str]:
    """Return Citus's calls that place the tables: first those that all refer to."""
    calls = [f"SELECT create_reference_table('{table}')" for table in REFERENCE]
    for group in (BY_AUCTION, BY_LEAGUE):
        first, *others = group
        calls.append(f"SELECT create_distributed_table('{first}', '{group[first]}', colocate_with => 'none')")
        calls += [
            f"SELECT create_distributed_table('{each}', '{group[each]}', colocate_with => '{first}')" for each in others
        ]
    return calls


def after_placing(broken: list[CatalogRule]) -> list[str]:
    """Return the SQL of foreign keys with the key for those that were `broken`: tables may refer in a circle."""
    return [
        f"ALTER TABLE {rule.table} ADD CONSTRAINT {rule.name} {_with_key(rule)}"
        for rule in broken
        if rule.kind == "f" and not is_given_up(rule)
    ]


def _with_key(rule: CatalogRule) -> str:
    group = group_of(rule.table)
    here, there = ", ".join((group[rule.table], *rule.equal)), ", ".join((group[rule.to], *rule.there))
    deferred = rule.definition.partition(")")[2].partition(")")[2]
    return f"FOREIGN KEY ({here}) REFERENCES {rule.to} ({there}){deferred}"


def script() -> list[str]:
    """Return all SQL that distributes a site, in its order."""
    broken = [rule for rule in rules() if not holds(rule)]
    return [*before_placing(), *placing(), *after_placing(broken)]
