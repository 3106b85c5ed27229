"""Addresses of notices."""

from django.urls import path

from notices import views
from notices.announcing import views as announcing

urlpatterns = [
    path("account/notices/", views.notices, name="notices"),
    path("account/notices/device/", views.notice_device, name="notice-device"),
    path("leagues/<uuid:league_id>/message/", announcing.league_message, name="league-message"),
    path("notices/stop/<str:token>/", views.stop_notices, name="stop-notices"),
]
