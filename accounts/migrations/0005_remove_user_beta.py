"""Rings have taken the place of this column; see `rollouts.0005_move_beta_users_into_ring`."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_let_devices_operate"),
        ("rollouts", "0005_move_beta_users_into_ring"),
    ]

    operations = [migrations.RemoveField(model_name="user", name="beta")]
