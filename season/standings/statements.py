"""The statements that count standings. Each serves any number of leagues and managers at once.

Their values are `competition`; `season`, NULL for all that follow it; and `rounds`, ids of match days with 0 for
fixtures without one, NULL for all. Match days are ordered by number, and 0 comes before all others.
"""

from leagues.models import Role
from leagues.permissions import Action, may
from season.models import TieBreaker
from season.models.competitions import STATUSES_WITHOUT_POINTS

OWNED_AT_KICKOFF = """(
    -- Whose an asset is at the instant of kick-off gets its points; that instant belongs to the later owner.
    (
        ownership.from_at <= fixture.kickoff
        -- Before the first sale nobody owned it. Where the league counts earlier matches, the first owner did.
        OR (season.counts_earlier AND NOT EXISTS (
            SELECT FROM season_ownership earlier
            WHERE earlier.league_id = ownership.league_id AND earlier.asset_id = ownership.asset_id
                AND earlier.from_at < ownership.from_at
        ))
    )
    AND (ownership.until_at IS NULL OR ownership.until_at > fixture.kickoff)
)"""
"""The condition under which an `ownership` counts for a `fixture` in a `season`."""

_STATUSES = ", ".join(f"'{status}'" for status in STATUSES_WITHOUT_POINTS)
COUNTS = f"(fixture.kickoff IS NOT NULL AND fixture.status NOT IN ({_STATUSES}))"
"""The condition under which a `fixture` counts at all. One without a kick-off has no owners."""

_CHOSEN = """chosen AS (
        SELECT * FROM season_leagueseason
        WHERE competition_id = %(competition)s AND (%(season)s::bigint IS NULL OR id = %(season)s)
    )"""

CLEAR = """
    -- All rows go first, because a match day that has lost its scores gets none again.
    DELETE FROM season_roundstanding standing USING season_leagueseason chosen
    WHERE chosen.id = standing.season_id AND chosen.competition_id = %(competition)s
        AND (%(season)s::bigint IS NULL OR chosen.id = %(season)s)
        AND (%(rounds)s::bigint[] IS NULL OR coalesce(standing.round_id, 0) = ANY(%(rounds)s))
"""

_PLAYING = ", ".join(f"'{role}'" for role in Role if may(role, Action.PLAY))

POINTS = f"""
    WITH {_CHOSEN}, played AS (
        -- A fixture without scores doesn't open its match day.
        SELECT id, round_id, kickoff FROM season_fixture fixture
        WHERE competition_id = %(competition)s AND {COUNTS}
            AND (%(rounds)s::bigint[] IS NULL OR coalesce(round_id, 0) = ANY(%(rounds)s))
            AND EXISTS (SELECT FROM season_performance WHERE fixture_id = fixture.id)
    ), scored AS (
        SELECT season.id AS season_id, fixture.round_id, ownership.member_id, sum(worth.points) AS points
        FROM played fixture
        JOIN season_performance performance ON performance.fixture_id = fixture.id
        JOIN season_assetpoints worth ON worth.performance_id = performance.id
        JOIN chosen season ON season.scheme_id = worth.scheme_id
        JOIN season_ownership ownership
            ON ownership.league_id = season.league_id AND ownership.asset_id = performance.asset_id
            AND {OWNED_AT_KICKOFF}
        GROUP BY season.id, fixture.round_id, ownership.member_id
    ), everybody AS (
        -- Who owned nothing that scored has a row of 0 too. Who has left, or only watches, stays if they ever owned
        -- anything.
        SELECT chosen.id AS season_id, days.round_id, member.id AS member_id
        FROM chosen
        JOIN leagues_member member ON member.league_id = chosen.league_id
        CROSS JOIN (SELECT DISTINCT round_id FROM played) days
        WHERE (member.plays AND member.left_at IS NULL AND member.role IN ({_PLAYING}))
            OR EXISTS (SELECT FROM season_ownership WHERE member_id = member.id AND league_id = chosen.league_id)
    )
    INSERT INTO season_roundstanding
        (season_id, round_id, member_id, points, total, best_round, rounds_won, position)
    SELECT everybody.season_id, everybody.round_id, everybody.member_id, coalesce(scored.points, 0), 0, 0, 0, 0
    FROM everybody LEFT JOIN scored
        ON scored.season_id = everybody.season_id AND scored.member_id = everybody.member_id
        AND scored.round_id IS NOT DISTINCT FROM everybody.round_id  -- NULL is a match day here
"""  # noqa: S608 # constants

_MONEY = """money AS (
        -- A league may have held several auctions: the newest that was completed says what was left.
        SELECT DISTINCT ON (participant.member_id) participant.member_id, participant.available AS money_left
        FROM auctions_participant participant
        JOIN auctions_auction auction ON auction.id = participant.auction_id AND auction.status = 'completed'
        JOIN chosen ON chosen.league_id = auction.league_id
        ORDER BY participant.member_id, auction.created_at DESC
    )"""
MONEY_LEFT = f"WITH {_CHOSEN}, {_MONEY} SELECT member_id, money_left FROM money"  # noqa: S608 # constants
"""What each member had left, as PLACES compares it."""

_TIE_BREAKER_CASES = " ".join(f"WHEN '{each.value}' THEN sums.{each.value}" for each in TieBreaker)

PLACES = f"""
    WITH {_CHOSEN}, {_MONEY}, days AS (
        -- Only match days from `first` on can have other totals than before. A day is won with points above 0 only,
        -- and by all who have as many.
        SELECT standing.*, coalesce(round.number, 0) AS number,
            standing.points > 0 AND standing.points = max(standing.points)
                OVER (PARTITION BY standing.season_id, standing.round_id) AS won
        FROM season_roundstanding standing
        JOIN chosen ON chosen.id = standing.season_id
        LEFT JOIN season_round round ON round.id = standing.round_id
        WHERE coalesce(round.number, 0) >= %(first)s
    ), before AS (
        -- The sums so far stand in the match day `previous`, so those before it needn't be added up again.
        SELECT standing.* FROM season_roundstanding standing JOIN chosen ON chosen.id = standing.season_id
        WHERE coalesce(standing.round_id, 0) = %(previous)s
    ), sums AS (
        SELECT days.id, days.season_id, days.round_id, days.member_id, number,
            coalesce(before.total, 0) + sum(days.points) OVER so_far AS total,
            greatest(before.best_round, max(days.points) OVER so_far) AS best_round,  -- greatest() passes over NULL
            coalesce(before.rounds_won, 0) + count(*) FILTER (WHERE won) OVER so_far AS rounds_won,
            coalesce(money.money_left, 0) AS money_left
        FROM days LEFT JOIN before ON before.season_id = days.season_id AND before.member_id = days.member_id
        LEFT JOIN money ON money.member_id = days.member_id
        WINDOW so_far AS (PARTITION BY days.season_id, days.member_id ORDER BY number, days.round_id)
    ), sales AS (
        SELECT ownership.member_id, min(ownership.from_at) AS first_sale
        FROM season_ownership ownership JOIN chosen ON chosen.league_id = ownership.league_id
        GROUP BY ownership.member_id
    ), placed AS (
        -- Each season has tie-breakers of its own, in its own order: an array of their numbers compares like a tuple.
        -- At last the earlier first sale decides. rank() gives a place to all who are equal even then.
        SELECT sums.id, sums.total, sums.best_round, sums.rounds_won, rank() OVER (
            PARTITION BY sums.season_id, sums.number, sums.round_id
            ORDER BY sums.total DESC, (
                SELECT array_agg(CASE name {_TIE_BREAKER_CASES} END ORDER BY place)
                FROM unnest(chosen.tie_breakers) WITH ORDINALITY AS breaker (name, place)
            ) DESC NULLS LAST, sales.first_sale NULLS LAST
        ) AS position
        FROM sums
        JOIN chosen ON chosen.id = sums.season_id
        LEFT JOIN sales ON sales.member_id = sums.member_id
    )
    UPDATE season_roundstanding standing SET total = placed.total, position = placed.position,
        best_round = placed.best_round, rounds_won = placed.rounds_won
    FROM placed
    WHERE placed.id = standing.id
"""  # noqa: S608 # constants

DAYS = f"""
    -- Every match day's id and number, and whether it has scores that count, in order.
    SELECT day.id, day.number, EXISTS (
        SELECT FROM season_fixture fixture JOIN season_performance performance ON performance.fixture_id = fixture.id
        WHERE fixture.competition_id = %(competition)s AND coalesce(fixture.round_id, 0) = day.id AND {COUNTS}
    )
    FROM (
        SELECT id, number FROM season_round WHERE competition_id = %(competition)s UNION ALL SELECT 0, 0
    ) AS day
    ORDER BY day.number, day.id
"""  # noqa: S608 # constants

COUNTED = """
    UPDATE season_leagueseason SET counted_at = clock_timestamp()
    WHERE competition_id = %(competition)s AND (%(season)s::bigint IS NULL OR id = %(season)s)
    RETURNING league_id
"""
