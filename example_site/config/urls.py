from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from example_site.home import components

# At an address whose page is in other languages: these languages. At any other: what its words find.
handler404 = "essaimage_wagtail.readers.views.not_found"

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("essaimage/", include("essaimage_wagtail.urls")),
    path("", include("essaimage_wagtail.sitemap_urls")),
    path("", include("essaimage_wagtail.robots_urls")),
    # By Django itself, without DEBUG too: the demonstration is for one's own machine.
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    *i18n_patterns(
        # For designers: every block in every state, at this address in each language.
        path("composants/", components.page, name="components"),
        path("", include(wagtail_urls)),
    ),
]
