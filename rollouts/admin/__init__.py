"""The operators' room for flags. Every change goes through `rollouts.services`; pages read, and say it in words."""

from django.contrib import admin

from rollouts.admin.flags import FlagAdmin
from rollouts.admin.records import FlagChangeAdmin, ReaderAdmin
from rollouts.admin.rings import RingAdmin, RingMemberAdmin
from rollouts.models import Flag, FlagChange, Reader, Ring, RingMember

admin.site.register(Flag, FlagAdmin)
admin.site.register(FlagChange, FlagChangeAdmin)
admin.site.register(Reader, ReaderAdmin)
admin.site.register(Ring, RingAdmin)
admin.site.register(RingMember, RingMemberAdmin)
