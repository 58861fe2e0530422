"""The sitemap's addresses, at the root of a site: ``path("", include("essaimage_wagtail.sitemap_urls"))``."""

from django.urls import path

from .readers.views import SitemapIndexView, SitemapPartView

app_name = "essaimage_sitemap"

urlpatterns = [
    path("sitemap.xml", SitemapIndexView.as_view(), name="index"),
    path("sitemap-<str:code>-<int:number>.xml", SitemapPartView.as_view(), name="part"),
]
