"""Triggers: every change raises the version, and one that didn't go through the service is noted all the same."""

from django.db import migrations

WATCHED = (
    "rollouts_flag",
    "rollouts_flag_users",
    "rollouts_flag_groups",
    "rollouts_ring",
    "rollouts_ringmember",
    "accounts_user_groups",
)

FUNCTIONS = """
CREATE SEQUENCE rollouts_version;

CREATE FUNCTION rollouts_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rollouts_snapshotversion (id, version, changed_at)
    VALUES (1, nextval('rollouts_version'), clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at;
    RETURN NULL;
END $$;

CREATE FUNCTION rollouts_raise_flag_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := nextval('rollouts_version');
    RETURN NEW;
END $$;
CREATE TRIGGER rollouts_flag_version BEFORE INSERT OR UPDATE ON rollouts_flag
    FOR EACH ROW EXECUTE FUNCTION rollouts_raise_flag_version();

CREATE FUNCTION rollouts_flag_state(flag rollouts_flag) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT to_jsonb(flag) - '{id,name,created,modified,rollout,version}'::text[] || jsonb_build_object(
        'users', (SELECT coalesce(jsonb_agg(user_id ORDER BY user_id), '[]')
            FROM rollouts_flag_users WHERE flag_id = flag.id),
        'groups', (SELECT coalesce(jsonb_agg(group_id ORDER BY group_id), '[]')
            FROM rollouts_flag_groups WHERE flag_id = flag.id)
    )
$$;

CREATE FUNCTION rollouts_note_other_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('rollouts.service', true) = 'on' THEN
        RETURN NULL;
    END IF;
    INSERT INTO rollouts_flagchange (flag, before, after, source, reason, override, consequence, version, at)
    VALUES (
        CASE WHEN TG_OP = 'DELETE' THEN OLD.name ELSE NEW.name END,
        CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE rollouts_flag_state(OLD) END,
        CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE rollouts_flag_state(NEW) END,
        'sql', 'Changed past the service, by database role ' || current_user || '.', '', '',
        CASE WHEN TG_OP = 'DELETE' THEN OLD.version ELSE NEW.version END,
        clock_timestamp()
    );
    RETURN NULL;
END $$;
CREATE TRIGGER rollouts_flag_other_hand AFTER INSERT OR UPDATE OR DELETE ON rollouts_flag
    FOR EACH ROW EXECUTE FUNCTION rollouts_note_other_hand();

CREATE FUNCTION rollouts_keep_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Changes of flags are kept as they are; make a new one instead.';
END $$;
CREATE TRIGGER rollouts_changes_kept BEFORE UPDATE OR DELETE ON rollouts_flagchange
    FOR EACH ROW EXECUTE FUNCTION rollouts_keep_changes();
"""

REMOVED = """
DROP TRIGGER rollouts_changes_kept ON rollouts_flagchange;
DROP FUNCTION rollouts_keep_changes;
DROP TRIGGER rollouts_flag_other_hand ON rollouts_flag;
DROP FUNCTION rollouts_note_other_hand;
DROP FUNCTION rollouts_flag_state;
DROP TRIGGER rollouts_flag_version ON rollouts_flag;
DROP FUNCTION rollouts_raise_flag_version;
DROP FUNCTION rollouts_raise_version;
DROP SEQUENCE rollouts_version;
"""


def _watch(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER rollouts_version AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION rollouts_raise_version()",
        f"DROP TRIGGER rollouts_version ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0002_grow_flags"), ("accounts", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, REMOVED), *map(_watch, WATCHED)]
