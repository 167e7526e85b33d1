"""Every address of the page. Rooms of the page bring their own; the sign-in is django-allauth's, and so is what reads `handler429`."""

from allauth.account import views as account
from django.urls import include, path

handler400 = "rounds.web.failures.unreadable"
handler403 = "rounds.web.failures.forbidden"
handler404 = "rounds.web.failures.not_there"
handler429 = "rounds.web.failures.too_many"
handler500 = "rounds.web.failures.our_fault"

urlpatterns = [
    path("sign-in", account.login, name="account_login"),
    path("sign-out", account.logout, name="account_logout"),
    path("api/v1/", include("rounds.api.urls")),
    path("", include("rounds.web.urls")),
]
