"""Addresses of encounters, below those of the package (``essaimage:encounters:…``), where the app is installed."""

from typing import Any

from django.urls import path

from .day.views import MyProgrammeView
from .outcomes.views import IntentionsView

app_name = "encounters"

urlpatterns: list[Any] = [
    path("registration/<uuid:secret>/programme/", MyProgrammeView.as_view(), name="my_programme"),
    path("registration/<uuid:secret>/intentions/", IntentionsView.as_view(), name="intentions"),
]
