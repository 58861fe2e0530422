"""Addresses of sponsorships, below those of the package (``essaimage:sponsorships:…``), where the app is installed."""

from typing import Any

from django.apps import apps
from django.urls import path

app_name = "sponsorships"

urlpatterns: list[Any] = []

if apps.is_installed("essaimage_wagtail.wiki"):
    # Without it a system check says what is missing.
    from .asking.views import AskedView, AskView
    from .following_up import views

    urlpatterns = [
        path("ask/<uuid:key>/<str:code>/", AskView.as_view(), name="ask"),
        path("asked/<str:code>/", AskedView.as_view(), name="asked"),
        path("withdrawn/<str:code>/", views.WithdrawnView.as_view(), name="withdrawn"),
        path("sponsored/<uuid:secret>/", views.SponsoredView.as_view(), name="sponsored"),
        path("sponsored/<uuid:secret>/stop/", views.SponsoredStopView.as_view(), name="stop_sponsored"),
        path("sponsor/<uuid:secret>/", views.SponsorView.as_view(), name="sponsor"),
        path("sponsor/<uuid:secret>/stop/", views.SponsorStopView.as_view(), name="stop_sponsor"),
    ]
