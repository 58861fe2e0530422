"""Addresses of discussions, below those of the package (``essaimage:discussions:…``), where the app is installed."""

from typing import Any

app_name = "discussions"

urlpatterns: list[Any] = []
