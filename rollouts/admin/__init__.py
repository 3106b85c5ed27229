"""The flags in the operators' admin. Every change goes through `changes.services`; pages read and word the rest."""

from django.contrib import admin

from rollouts.admin.flags import FlagAdmin
from rollouts.admin.plans import PlanAdmin
from rollouts.admin.records import FlagChangeAdmin, ReaderAdmin
from rollouts.admin.rings import RingAdmin, RingMemberAdmin
from rollouts.models import Flag, FlagChange, Plan, Reader, Ring, RingMember

admin.site.register(Flag, FlagAdmin)
admin.site.register(FlagChange, FlagChangeAdmin)
admin.site.register(Plan, PlanAdmin)
admin.site.register(Reader, ReaderAdmin)
admin.site.register(Ring, RingAdmin)
admin.site.register(RingMember, RingMemberAdmin)
