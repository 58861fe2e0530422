from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler404 = "essaimage_wagtail.readers.views.not_found"

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("essaimage/", include("essaimage_wagtail.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("essaimage_wagtail.sitemap_urls")),
    path("", include("essaimage_wagtail.robots_urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *i18n_patterns(path("", include(wagtail_urls))),
]
