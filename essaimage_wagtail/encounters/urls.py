"""Addresses of encounters, below those of the package (``essaimage:encounters:…``), where the app is installed."""

from django.urls import path

from .day.views import MyProgrammeView
from .outcomes.views import IntentionsView
from .registering.urls import urlpatterns as registering
from .showing.views import AtomView, CalendarsView, CalendarView

app_name = "encounters"

urlpatterns = [
    *registering,
    path("calendar/<uuid:key>/<str:code>/encounter.ics", CalendarView.as_view(), name="calendar"),
    path("coming.ics", CalendarsView.as_view(), name="calendars"),
    path("coming.atom", AtomView.as_view(), name="atom"),
    path("registration/<uuid:secret>/programme/", MyProgrammeView.as_view(), name="my_programme"),
    path("registration/<uuid:secret>/intentions/", IntentionsView.as_view(), name="intentions"),
]
