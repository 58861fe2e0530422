"""Addresses for a site that wants them: ``path("essaimage/", include("essaimage_wagtail.urls"))``.

Pages do without: a directory answers to ``?format=`` as well.
"""

from django.apps import apps
from django.urls import include, path

from .directory.api import PointsApi, SearchApi, SuggestApi
from .directory.health import HealthView
from .directory.views import DocumentView, SearchView
from .readers.views import PageInView
from .sharing.views import CardView

app_name = "essaimage"

urlpatterns = [
    path("search/", SearchView.as_view(), name="search"),
    path("document/<str:key>/", DocumentView.as_view(), name="document"),
    path("card/<uuid:key>/<str:code>/<int:revision>/", CardView.as_view(), name="card"),
    path("page/<uuid:key>/", PageInView.as_view(), name="page_in"),
    path("page/<uuid:key>/<str:code>/", PageInView.as_view(), name="page_in"),
    path("api/1/search/", SearchApi.as_view(), name="api_search"),
    path("api/1/suggest/", SuggestApi.as_view(), name="api_suggest"),
    path("api/1/points/", PointsApi.as_view(), name="api_points"),
    path("health/search/", HealthView.as_view(), name="health_search"),
]

for name in ("wiki", "encounters", "sponsorships", "discussions"):
    if apps.is_installed(f"essaimage_wagtail.{name}"):
        urlpatterns.append(path(f"{name}/", include(f"essaimage_wagtail.{name}.urls")))
