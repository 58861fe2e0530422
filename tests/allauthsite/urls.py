from django.urls import include, path

from tests.urls import handler404  # noqa: F401
from tests.urls import urlpatterns as before

urlpatterns = [path("accounts/", include("allauth.urls")), *before]
