"""The rings that every site begins with; operators may change them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RINGS = [
    {"name": "internal", "place": 1, "description": "Those who build and run the product."},
    {"name": "beta", "place": 2, "description": "Who likes to see new things first.", "opt_in": True},
    {"name": "ga", "place": 3, "description": "Everybody.", "everybody": True},
]


def add_rings(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for ring in RINGS:
        apps.get_model("rollouts", "Ring").objects.get_or_create(name=ring["name"], defaults=ring)


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0003_watch_flags")]

    operations = [migrations.RunPython(add_rings, migrations.RunPython.noop)]
