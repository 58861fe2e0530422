from django.conf.urls.i18n import i18n_patterns

urlpatterns = [
    *urlpatterns[:-1],
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False),
]
