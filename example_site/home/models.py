"""The example site's own page types: what a site has before it installs the plugin."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from essaimage_wagtail.mixins import EssaimagePageMixin
from essaimage_wagtail.models import Theme
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.search import Scope, SearchQuery, get_engine


class HomePage(EssaimagePageMixin, Page):
    tagline = models.CharField(max_length=255, blank=True)
    introduction = RichTextField(blank=True, features=["bold", "italic", "link"])

    content_panels = [*Page.content_panels, FieldPanel("tagline"), FieldPanel("introduction")]
    template = "home/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        language, search_url = context["essaimage"].language.code, context["essaimage"].search_url
        found = get_engine().search(
            SearchQuery(
                text="",
                language=language,
                filters={"type": [SheetPage._meta.label_lower]},
                facets=["theme"],
                limit=0,
                scope=Scope(paths=(self.path,)),
            )
        )
        terms = Theme.objects.all().labels(language)
        counts = found.facets["theme"]
        themes = {term.key: term for term in terms.values() if term.key in counts}.values()
        context.update(
            total=found.total,
            ways=self.get_children().live().public().in_menu().not_type(TextPage).defer_streamfields(),
            search_url=search_url,
            themes=[
                {"label": term.label, "url": f"{search_url}?theme={term.slug}", "count": counts[term.key]}
                for term in sorted(themes, key=lambda term: (-counts[term.key], term.label.casefold()))
            ],
        )
        return context


class TextPage(EssaimagePageMixin, Page):
    """What every site says of itself: who publishes it, how to reach them, what the law asks for."""

    body = RichTextField(features=["h2", "h3", "bold", "italic", "ol", "ul", "link"])

    content_panels = [*Page.content_panels, FieldPanel("body")]
    template = "home/text_page.html"
