"""Who was in which group when, and both kinds of membership by the database's clock, so that a freeze can look back."""

from django.db import migrations, models

NOTE = """
CREATE FUNCTION rollouts_note_group_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE rollouts_groupmembership SET left_at = clock_timestamp()
        WHERE user_id = OLD.user_id AND group_id = OLD.group_id AND left_at IS NULL;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO rollouts_groupmembership (user_id, group_id, joined_at)
        VALUES (NEW.user_id, NEW.group_id, clock_timestamp());
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER rollouts_group_membership AFTER INSERT OR UPDATE OR DELETE ON accounts_user_groups
    FOR EACH ROW EXECUTE FUNCTION rollouts_note_group_membership();
INSERT INTO rollouts_groupmembership (user_id, group_id, joined_at)
    SELECT user_id, group_id, 'epoch' FROM accounts_user_groups;

CREATE FUNCTION rollouts_stamp_ring_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.joined_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER rollouts_ring_membership BEFORE INSERT ON rollouts_ringmember
    FOR EACH ROW EXECUTE FUNCTION rollouts_stamp_ring_membership();
"""
FORGET = """
DROP TRIGGER rollouts_ring_membership ON rollouts_ringmember;
DROP FUNCTION rollouts_stamp_ring_membership;
DROP TRIGGER rollouts_group_membership ON accounts_user_groups;
DROP FUNCTION rollouts_note_group_membership;
"""


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0007_register_what_processes_run_with")]

    operations = [
        migrations.CreateModel(
            name="GroupMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("group_id", models.IntegerField()),
                ("joined_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["left_at"], name="group_membership_by_end")],
            },
        ),
        migrations.RunSQL(NOTE, FORGET),
    ]
