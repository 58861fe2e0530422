"""Addresses of the wiki, below those of the package: ``{% url "essaimage:wiki:…" %}``, where the app is installed."""

from django.urls import URLPattern, path

from .suggestions.views import ImproveView, SuggestionView

app_name = "wiki"

urlpatterns: list[URLPattern] = [
    path("improve/<uuid:key>/<str:code>/", ImproveView.as_view(), name="improve"),
    path("improve/<uuid:key>/<str:code>/<slug:place>/", ImproveView.as_view(), name="improve"),
    path("suggestion/<uuid:secret>/", SuggestionView.as_view(), name="suggestion"),
    path("suggestion/<uuid:secret>/confirm/<str:token>/", SuggestionView.as_view(), name="confirm"),
]
