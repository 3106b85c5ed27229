"""Triggers: whoever is named by a flag, or joins or leaves a ring or group that one uses, is noted, in whatever way.

What is named is part of a flag's state, so that such a change raises the flag's version and has a before and an after.
Memberships aren't: a note of them has the same state twice, and says in words who came and went.
"""

from django.db import migrations, models

NOTE_NAMED = """
CREATE FUNCTION rollouts_hand(OUT source text, OUT actor bigint, OUT says text) LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('site.source', true), ''), 'sql'),
        nullif(current_setting('site.actor', true), '')::bigint,
        CASE WHEN coalesce(current_setting('site.source', true), '') = ''
            THEN 'Changed past the service, by database role ' || current_user || '.' ELSE '' END
$$;

CREATE FUNCTION rollouts_note_named() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched record;
    flag rollouts_flag;
    becomes jsonb;
    was jsonb;
    before_service text := current_setting('rollouts.service', true);
    hand record;
BEGIN
    IF before_service = 'on' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO hand FROM rollouts_hand();
    FOR touched IN EXECUTE format(
        'SELECT flag_id, coalesce(array_agg(%1$I) FILTER (WHERE step > 0), ''{}'') AS added,
            coalesce(array_agg(%1$I) FILTER (WHERE step < 0), ''{}'') AS removed
        FROM (%2$s) AS moved GROUP BY flag_id ORDER BY flag_id',
        TG_ARGV[0],
        CASE TG_OP
            WHEN 'INSERT' THEN format('SELECT flag_id, %I, 1 AS step FROM arrived', TG_ARGV[0])
            WHEN 'DELETE' THEN format('SELECT flag_id, %I, -1 AS step FROM gone', TG_ARGV[0])
            ELSE format('SELECT flag_id, %1$I, 1 AS step FROM arrived UNION ALL SELECT flag_id, %1$I, -1 FROM gone',
                TG_ARGV[0])
        END)
    LOOP
        -- To touch the row raises its version, so that nobody overwrites this unseen; the note is made here.
        PERFORM set_config('rollouts.service', 'on', true);
        UPDATE rollouts_flag SET name = name WHERE id = touched.flag_id RETURNING * INTO flag;
        PERFORM set_config('rollouts.service', coalesce(before_service, ''), true);
        CONTINUE WHEN flag.id IS NULL;
        becomes := rollouts_flag_state(flag);
        was := becomes || jsonb_build_object(TG_ARGV[1], (
            SELECT coalesce(jsonb_agg(named ORDER BY named), '[]') FROM (
                SELECT value::bigint AS named FROM jsonb_array_elements_text(becomes -> TG_ARGV[1])
                    WHERE NOT value::bigint = ANY(touched.added)
                UNION SELECT unnest(touched.removed)::bigint
            ) AS earlier));
        CONTINUE WHEN was = becomes;
        INSERT INTO rollouts_flagchange
            (flag, before, after, actor_id, source, reason, override, consequence, version, at)
        VALUES (flag.name, was, becomes, hand.actor, hand.source, hand.says, '', '', flag.version, clock_timestamp());
    END LOOP;
    RETURN NULL;
END $$;
"""

NOTE_MEMBERS = """
CREATE FUNCTION rollouts_note_members(in_rings text[], in_group integer, what text) RETURNS void LANGUAGE sql AS $$
    WITH RECURSIVE moved AS (
        SELECT id, name FROM rollouts_flag WHERE everyone IS NULL AND (
            EXISTS (SELECT 1 FROM rollouts_flag_groups WHERE flag_id = rollouts_flag.id AND group_id = in_group)
            OR strategy = 'ring' AND EXISTS (
                SELECT 1 FROM jsonb_each(CASE jsonb_typeof(rings) WHEN 'object' THEN rings ELSE '{}' END) AS share
                WHERE share.key = ANY(in_rings)
                    AND CASE jsonb_typeof(share.value) WHEN 'number' THEN share.value::numeric > 0 END))
        UNION
        SELECT needs.id, needs.name FROM rollouts_flag AS needs JOIN moved ON needs.requires ? moved.name
        WHERE needs.everyone IS DISTINCT FROM false
    ), states AS (
        SELECT flag.name, flag.version, rollouts_flag_state(flag) AS state
        FROM rollouts_flag AS flag WHERE flag.id IN (SELECT id FROM moved)
    )
    INSERT INTO rollouts_flagchange (flag, before, after, actor_id, source, reason, override, consequence, version, at)
    SELECT states.name, state, state, hand.actor, hand.source, trim(what || ' ' || hand.says), '', '', version,
        clock_timestamp()
    FROM states, rollouts_hand() AS hand ORDER BY states.name
$$;

CREATE FUNCTION rollouts_note_ring_member() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    member rollouts_ringmember := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    was_in bigint := CASE WHEN TG_OP <> 'INSERT' AND OLD.left_at IS NULL THEN OLD.ring_id END;
    is_in bigint := CASE WHEN TG_OP <> 'DELETE' AND NEW.left_at IS NULL THEN NEW.ring_id END;
    who text := CASE WHEN member.user_id IS NOT NULL THEN 'User ' || member.user_id
        WHEN member.group_id IS NOT NULL THEN 'Group ' || member.group_id ELSE 'League ' || member.league END;
    ring text;
BEGIN
    IF was_in IS DISTINCT FROM is_in THEN
        SELECT name INTO ring FROM rollouts_ring WHERE id = was_in;
        IF FOUND THEN
            PERFORM rollouts_note_members(ARRAY[ring], NULL, who || ' left the ring ' || ring || '.');
        END IF;
        SELECT name INTO ring FROM rollouts_ring WHERE id = is_in;
        IF FOUND THEN
            PERFORM rollouts_note_members(ARRAY[ring], NULL,
                who || CASE WHEN member.opted_in THEN ' opted in to the ring ' ELSE ' joined the ring ' END || ring || '.');
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION rollouts_note_group_member() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    inside text[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT array_agg(ring.name) INTO inside FROM rollouts_ringmember JOIN rollouts_ring AS ring ON ring.id = ring_id
            WHERE group_id = OLD.group_id AND left_at IS NULL;
        PERFORM rollouts_note_members(inside, OLD.group_id,
            'User ' || OLD.user_id || ' left the group ' || OLD.group_id || '.');
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT array_agg(ring.name) INTO inside FROM rollouts_ringmember JOIN rollouts_ring AS ring ON ring.id = ring_id
            WHERE group_id = NEW.group_id AND left_at IS NULL;
        PERFORM rollouts_note_members(inside, NEW.group_id,
            'User ' || NEW.user_id || ' joined the group ' || NEW.group_id || '.');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION rollouts_note_ring() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.everybody <> NEW.everybody THEN
        PERFORM rollouts_note_members(ARRAY[NEW.name], NULL, 'The ring ' || NEW.name
            || CASE WHEN NEW.everybody THEN ' is everybody''s now.' ELSE ' is not everybody''s any more.' END);
    END IF;
    IF OLD.name <> NEW.name THEN
        PERFORM rollouts_note_members(ARRAY[OLD.name, NEW.name], NULL,
            'The ring ' || OLD.name || ' is called ' || NEW.name || ' now.');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER rollouts_member_noted AFTER INSERT OR UPDATE OR DELETE ON rollouts_ringmember
    FOR EACH ROW EXECUTE FUNCTION rollouts_note_ring_member();
CREATE TRIGGER rollouts_member_noted AFTER INSERT OR UPDATE OR DELETE ON accounts_user_groups
    FOR EACH ROW EXECUTE FUNCTION rollouts_note_group_member();
CREATE TRIGGER rollouts_ring_noted AFTER UPDATE ON rollouts_ring
    FOR EACH ROW EXECUTE FUNCTION rollouts_note_ring();
"""

FORGET = """
DROP TRIGGER rollouts_ring_noted ON rollouts_ring;
DROP TRIGGER rollouts_member_noted ON accounts_user_groups;
DROP TRIGGER rollouts_member_noted ON rollouts_ringmember;
DROP FUNCTION rollouts_note_ring;
DROP FUNCTION rollouts_note_group_member;
DROP FUNCTION rollouts_note_ring_member;
DROP FUNCTION rollouts_note_members;
DROP FUNCTION rollouts_note_named;
DROP FUNCTION rollouts_hand;
"""


def _watch(table: str, column: str, key: str) -> migrations.RunSQL:
    """Have every statement noted; Postgres wants a trigger for each kind of it, where rows are seen together."""
    seen = {
        "insert": "REFERENCING NEW TABLE AS arrived",
        "update": "REFERENCING OLD TABLE AS gone NEW TABLE AS arrived",
        "delete": "REFERENCING OLD TABLE AS gone",
    }
    return migrations.RunSQL(
        [
            f"CREATE TRIGGER rollouts_named_{kind} AFTER {kind} ON {table} {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION rollouts_note_named('{column}', '{key}')"
            for kind, rows in seen.items()
        ],
        [f"DROP TRIGGER rollouts_named_{kind} ON {table}" for kind in seen],
    )


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0009_record_scrapes")]

    operations = [
        migrations.AlterField(
            model_name="flagchange",
            name="source",
            field=models.CharField(
                choices=[
                    ("admin", "Admin"),
                    ("api", "Api"),
                    ("command", "Command"),
                    ("code", "Code"),
                    ("account", "Account"),
                    ("sql", "Sql"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunSQL(NOTE_NAMED + NOTE_MEMBERS, FORGET),
        _watch("rollouts_flag_users", "user_id", "users"),
        _watch("rollouts_flag_groups", "group_id", "groups"),
    ]
