"""Addresses of discussions, below those of the package (``essaimage:discussions:…``), where the app is installed,
and the wiki with it."""

from typing import Any

from django.apps import apps
from django.urls import path

app_name = "discussions"

urlpatterns: list[Any] = []

if apps.is_installed("essaimage_wagtail.wiki"):
    from .sending.views import UnfollowView

    urlpatterns += [
        path("unfollow/<uuid:secret>/", UnfollowView.as_view(), name="unfollow"),
    ]
