"""Addresses of sponsorships, below those of the package (``essaimage:sponsorships:…``), where the app is installed."""

from typing import Any

app_name = "sponsorships"

urlpatterns: list[Any] = []
