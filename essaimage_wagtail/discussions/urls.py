"""Addresses of discussions, below those of the package (``essaimage:discussions:…``), where the app is installed."""

from django.urls import path

from .sending.views import UnfollowView

app_name = "discussions"

urlpatterns = [
    path("unfollow/<uuid:secret>/", UnfollowView.as_view(), name="unfollow"),
]
