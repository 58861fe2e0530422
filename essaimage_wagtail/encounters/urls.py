"""Addresses of encounters, below those of the package (``essaimage:encounters:…``), where the app is installed."""

from typing import Any

from .registering.urls import urlpatterns as registering

app_name = "encounters"

urlpatterns: list[Any] = [*registering]
