"""Addresses of encounters, below those of the package (``essaimage:encounters:…``), where the app is installed."""

from typing import Any

app_name = "encounters"

urlpatterns: list[Any] = []
