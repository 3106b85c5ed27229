"""Addresses of signing in and out."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from accounts.views import account as account_views
from accounts.views import operators as operators_views
from accounts.views import sign_in as views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.sign_in_code, name="sign-in-code"),
    path("sign-in/<str:token>/", views.sign_in_link, name="sign-in-link"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("account/", account_views.show_account, name="account"),
    path("account/sign-out/", account_views.end_sign_ins, name="account-sign-out"),
    path("account/data.json", account_views.download_data, name="account-data"),
    path("account/delete/", account_views.delete_account, name="account-delete"),
    path("account/two-factor/", operators_views.two_factor, name="two-factor"),
    # No page needs a cookie of its own to offer this; `OriginMiddleware` refuses forms of other sites.
    path("language/", csrf_exempt(set_language), name="language"),
    path("account/name/", views.edit_name, name="name"),
]
