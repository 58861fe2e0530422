"""Addresses of the wiki, below those of the package: ``{% url "essaimage:wiki:…" %}``, where the app is installed."""

from django.urls import path

from .history.views import CompareView, HistoryView, VersionView
from .links.views import LinksView
from .recent.views import RecentView

app_name = "wiki"

urlpatterns = [
    path("history/<uuid:key>/<str:code>/", HistoryView.as_view(), name="history"),
    path("links/<uuid:key>/<str:code>/", LinksView.as_view(), name="links"),
    path("version/<int:revision>/", VersionView.as_view(), name="version"),
    path("compare/<int:old>/<int:new>/", CompareView.as_view(), name="compare"),
    path("recent/", RecentView.as_view(), name="recent"),
]
