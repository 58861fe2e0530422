"""Addresses of discussions, below those of the package: ``{% url "essaimage:discussions:…" %}``, where the app is installed."""

app_name = "discussions"

urlpatterns: list = []
