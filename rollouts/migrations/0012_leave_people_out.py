"""Users, groups and leagues that are left out of a flag, in its row. A release that doesn't know them passes them over.

Whoever joins or leaves a group that a flag leaves out is noted as are those of other groups, also where it is on for
everyone.
"""

from django.db import migrations, models

NOTE_MEMBERS = """
CREATE OR REPLACE FUNCTION rollouts_note_members(in_rings text[], in_group integer, what text)
RETURNS void LANGUAGE sql AS $$
    WITH RECURSIVE moved AS (
        SELECT id, name FROM rollouts_flag WHERE everyone IS NULL AND (
            EXISTS (SELECT 1 FROM rollouts_flag_groups WHERE flag_id = rollouts_flag.id AND group_id = in_group)
            OR strategy = 'ring' AND EXISTS (
                SELECT 1 FROM jsonb_each(CASE jsonb_typeof(rings) WHEN 'object' THEN rings ELSE '{}' END) AS share
                WHERE share.key = ANY(in_rings)
                    AND CASE jsonb_typeof(share.value) WHEN 'number' THEN share.value::numeric > 0 END))
            [left out]
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
"""
LEFT_OUT = """OR everyone IS DISTINCT FROM false
                AND jsonb_typeof(excluded_groups) = 'array' AND excluded_groups @> to_jsonb(in_group)"""


def _ids(name: str, help_text: str) -> migrations.AddField:
    ids = models.JSONField(
        blank=True,
        db_default=models.Value([], output_field=models.JSONField()),
        default=list,
        help_text=help_text,
    )
    return migrations.AddField(model_name="flag", name=name, field=ids)


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0011_carry_out_schedules")]

    operations = [
        _ids("excluded_users", "Ids of users who are left out, before all else."),
        _ids("excluded_groups", "Ids of groups whose members are left out."),
        _ids("excluded_leagues", "Ids of leagues that are left out."),
        migrations.RunSQL(NOTE_MEMBERS.replace("[left out]", LEFT_OUT), NOTE_MEMBERS.replace("[left out]", "")),
    ]
