"""Django app configuration."""

from django.apps import AppConfig


class RolloutsConfig(AppConfig):
    name = "rollouts"

    def ready(self) -> None:
        """Declare the product's flags, give waffle its backend, and let people choose rings on their account."""
        from accounts import account
        from rollouts import flags  # noqa: F401 # importing it declares them
        from rollouts.changes import rings, services
        from rollouts.exposures import recorder, storage
        from rollouts.gates import flag_gates, hand_gates, table
        from rollouts.models import Flag
        from rollouts.propagation import snapshot
        from rollouts.waffle_backend import SnapshotBackend

        Flag.backend = SnapshotBackend()
        table.declare_gates((*flag_gates.FLAG_GATES, *hand_gates.HAND_GATES))
        snapshot.before_check += [services.carry_out_schedules, recorder.write_some]
        snapshot.before_end.append(recorder.write_some)
        snapshot.on_change.append(recorder.flags_changed)
        account.choice_providers.append(
            account.ChoiceProvider(choices_of=rings.ring_choices, choose=rings.apply_ring_choices)
        )
        account.data_exporters += [rings.export_memberships, storage.export_exposures]
        account.on_deletion += [rings.leave_all_rings, storage.forget_user]
