from collections import defaultdict
from itertools import count
from typing import Any

from django.db import migrations, models

from auctionsite.text.alike import looks, numbered


def number_namesakes(apps: Any, schema_editor: Any) -> None:
    """Number those in a league whose names look like that of somebody who came before."""
    taken: dict[Any, set[str]] = defaultdict(set)
    members = apps.get_model("leagues", "Member").objects.select_related("user").order_by("joined_at", "id")
    for member in members.iterator(chunk_size=1000):
        name = member.user.name or member.user.email.split("@")[0]
        seen = taken[member.league_id]
        number = next(each for each in count(1) if looks(numbered(name, each)) not in seen)
        seen.add(looks(numbered(name, number)))
        if number > 1:
            member.number = number
            member.save(update_fields=["number"])


class Migration(migrations.Migration):
    dependencies = [("leagues", "0007_put_assets_on_lists"), ("accounts", "0007_keep_sent_forms")]

    operations = [
        migrations.AddField(
            model_name="member",
            name="number",
            field=models.PositiveSmallIntegerField(
                db_default=1,
                default=1,
                help_text="More than 1: it is shown behind the name, which looks like another's here.",
            ),
        ),
        migrations.RunPython(number_namesakes, migrations.RunPython.noop),
    ]
