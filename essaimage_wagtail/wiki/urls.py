"""Addresses of the wiki, below those of the package: ``{% url "essaimage:wiki:…" %}``, where the app is installed."""

from django.urls import path

from .history.views import CompareView, HistoryView, VersionView
from .links.views import LinksView
from .recent.views import RecentView
from .suggestions.views import ImproveView, SuggestionView
from .watching.views import AskedView, StopView, WatchChangesView, WatchingView, WatchPageView, WatchSearchView

app_name = "wiki"

urlpatterns = [
    path("history/<uuid:key>/<str:code>/", HistoryView.as_view(), name="history"),
    path("links/<uuid:key>/<str:code>/", LinksView.as_view(), name="links"),
    path("version/<int:revision>/", VersionView.as_view(), name="version"),
    path("compare/<int:old>/<int:new>/", CompareView.as_view(), name="compare"),
    path("recent/", RecentView.as_view(), name="recent"),
    path("improve/<uuid:key>/<str:code>/", ImproveView.as_view(), name="improve"),
    path("improve/<uuid:key>/<str:code>/<slug:place>/", ImproveView.as_view(), name="improve"),
    path("suggestion/<uuid:secret>/", SuggestionView.as_view(), name="suggestion"),
    path("suggestion/<uuid:secret>/confirm/<str:token>/", SuggestionView.as_view(), name="confirm"),
    path("watch/page/<uuid:key>/<str:code>/", WatchPageView.as_view(), name="watch_page"),
    path("watch/changes/<str:code>/", WatchChangesView.as_view(), name="watch_changes"),
    path("watch/search/<uuid:key>/<str:code>/", WatchSearchView.as_view(), name="watch_search"),
    path("watch/asked/<str:code>/", AskedView.as_view(), name="watch_asked"),
    path("watching/<uuid:secret>/", WatchingView.as_view(), name="watching"),
    path("watching/<uuid:secret>/stop/", StopView.as_view(), name="stop_watching"),
]
