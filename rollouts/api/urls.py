"""The addresses of flags over HTTP, under `/api/feature-flags/`, and those of OFREP, under `/ofrep/v1/`."""

from django.urls import path

from rollouts.api import evaluation, figures, ofrep, plans, views

urlpatterns = [
    path("", views.FlagsView.as_view(), name="api-flags"),
    path("toggle", views.ToggleView.as_view(), name="api-flags-toggle"),
    path("bulk-update", views.BulkView.as_view(), name="api-flags-bulk"),
    path("evaluate", evaluation.EvaluateView.as_view(), name="api-flags-evaluate"),
    path("rollout/<slug:flag>/increase", views.IncreaseView.as_view(), name="api-flag-increase"),
    path("freeze/<slug:flag>", views.FreezeView.as_view(), name="api-flag-freeze"),
    path("unfreeze/<slug:flag>", views.UnfreezeView.as_view(), name="api-flag-unfreeze"),
    path("changes/<int:change_id>/revert", views.RevertView.as_view(), name="api-flag-revert"),
    path("plans", plans.PlansView.as_view(), name="api-plans"),
    path("plans/<int:plan>", plans.PlanDetailView.as_view(), name="api-plan"),
    path("plans/<int:plan>/approve", plans.PlanApproveView.as_view(), name="api-plan-approve"),
    path("plans/<int:plan>/gate", plans.PlanGateView.as_view(), name="api-plan-gate"),
    path("plans/<int:plan>/<slug:act>", plans.PlanActView.as_view(), name="api-plan-act"),
    path("<slug:flag>", views.FlagDetailView.as_view(), name="api-flag"),
    path("<slug:flag>/figures", figures.FiguresView.as_view(), name="api-flag-figures"),
    path("<slug:flag>/changes", views.ChangesView.as_view(), name="api-flag-changes"),
]
ofrep_urlpatterns = [
    path("evaluate/flags", ofrep.OfrepBulkView.as_view(), name="ofrep-flags"),
    path("evaluate/flags/<slug:flag>", ofrep.OfrepFlagView.as_view(), name="ofrep-flag"),
]
