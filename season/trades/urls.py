"""The addresses of the pages of trades, under `/leagues/<id>/`."""

from django.urls import path

from season.trades import views

urlpatterns = [
    path("trades/", views.trades, name="trades"),
    path("trades/new/", views.new_trade, name="trade-new"),
    path("trades/settings/", views.settings, name="trade-settings"),
    path("trades/<int:trade_id>/", views.act_on_trade, name="trade-do"),
    path("rosters/", views.rosters, name="rosters"),
    path("rosters/drop/", views.drop, name="roster-drop"),
]
