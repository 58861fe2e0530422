"""Addresses of the wiki, below those of the package: ``{% url "essaimage:wiki:…" %}``, where the app is installed."""

from django.urls import URLPattern

app_name = "wiki"

urlpatterns: list[URLPattern] = []
