"""Addresses of sponsorships, below those of the package: ``{% url "essaimage:sponsorships:…" %}``, where the app is installed."""

app_name = "sponsorships"

urlpatterns: list = []
