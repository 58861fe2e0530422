"""Addresses of encounters, below those of the package: ``{% url "essaimage:encounters:…" %}``, where the app is installed."""

app_name = "encounters"

urlpatterns: list = []
