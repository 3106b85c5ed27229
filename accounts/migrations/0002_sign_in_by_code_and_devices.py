import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Links are bound to an address instead of a user; those under way are good for minutes, and are dropped."""

    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL("DELETE FROM accounts_signinlink", migrations.RunSQL.noop),
        migrations.RemoveField("signinlink", "user"),
        migrations.AddField(
            "signinlink",
            "email",
            models.EmailField(
                default="",
                help_text="Whoever reads mail there is signed in; a new address becomes a user then.",
                max_length=254,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "signinlink",
            "code_hash",
            models.CharField(blank=True, default="", help_text="Empty for a link that wasn't mailed.", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            "signinlink",
            "tries",
            models.PositiveSmallIntegerField(default=0, help_text="How often a code was typed."),
        ),
        migrations.AddField(
            "signinlink",
            "created_at",
            models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddIndex("signinlink", models.Index(fields=["email", "-id"], name="sign_in_link_newest")),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, help_text="What the program calls itself.", max_length=200)),
                (
                    "current_jti",
                    models.CharField(blank=True, help_text="Id of the refresh token that works.", max_length=40),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("last_seen_at", models.DateTimeField(help_text="When its tokens were last made or renewed.")),
                ("ended_at", models.DateTimeField(blank=True, help_text="Set: signed out.", null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
