"""Addresses of the wiki, below those of the package: ``{% url "essaimage:wiki:…" %}``, where the app is installed."""

from django.urls import path

from .contributors.views import ContributorView, MakersView
from .history.views import CompareView, HistoryView, VersionView
from .links.views import LinksView
from .recent.views import RecentView
from .suggestions.views import ImproveView, SuggestionView

app_name = "wiki"

urlpatterns = [
    path("history/<uuid:key>/<str:code>/", HistoryView.as_view(), name="history"),
    path("links/<uuid:key>/<str:code>/", LinksView.as_view(), name="links"),
    path("version/<int:revision>/", VersionView.as_view(), name="version"),
    path("compare/<int:old>/<int:new>/", CompareView.as_view(), name="compare"),
    path("makers/<uuid:key>/<str:code>/", MakersView.as_view(), name="makers"),
    path("contributor/<uuid:key>/", ContributorView.as_view(), name="contributor"),
    path("recent/", RecentView.as_view(), name="recent"),
    path("improve/<uuid:key>/<str:code>/", ImproveView.as_view(), name="improve"),
    path("improve/<uuid:key>/<str:code>/<slug:place>/", ImproveView.as_view(), name="improve"),
    path("suggestion/<uuid:secret>/", SuggestionView.as_view(), name="suggestion"),
    path("suggestion/<uuid:secret>/confirm/<str:token>/", SuggestionView.as_view(), name="confirm"),
]
