"""``robots.txt``, for a site that has none of its own: ``path("", include("essaimage_wagtail.robots_urls"))``."""

from django.urls import path

from .readers.robots import RobotsView

app_name = "essaimage_robots"

urlpatterns = [path("robots.txt", RobotsView.as_view(), name="robots")]
