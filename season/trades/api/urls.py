"""The addresses of the HTTP calls of trades, under `/api/leagues/<id>/`."""

from django.urls import path

from season.trades.api import views

_TRADE = "trades/<int:trade_id>"
urlpatterns = [
    path("trades", views.TradesView.as_view(), name="api-trades"),
    path("trades/settings", views.SettingsView.as_view(), name="api-trade-settings"),
    path(_TRADE, views.TradeView.as_view(), name="api-trade"),
    path(f"{_TRADE}/accept", views.AcceptView.as_view(), name="api-trade-accept"),
    path(f"{_TRADE}/decline", views.DeclineView.as_view(), name="api-trade-decline"),
    path(f"{_TRADE}/withdraw", views.WithdrawView.as_view(), name="api-trade-withdraw"),
    path(f"{_TRADE}/approve", views.ApproveView.as_view(), name="api-trade-approve"),
    path(f"{_TRADE}/veto", views.VetoView.as_view(), name="api-trade-veto"),
    path("drops", views.DropsView.as_view(), name="api-drops"),
    path("owned", views.OwnedView.as_view(), name="api-owned"),
    path("owned/news", views.NewsView.as_view(), name="api-owned-news"),
]
