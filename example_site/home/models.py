"""The example site's own page type: what a site has before it installs the plugin."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from essaimage_wagtail.directory.cards import cards, pages_of
from essaimage_wagtail.mixins import EssaimagePageMixin
from essaimage_wagtail.models import Territory, Theme
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.search import Scope, SearchQuery, get_engine

LATEST = 6


class HomePage(EssaimagePageMixin, Page):
    tagline = models.CharField(max_length=255, blank=True)
    introduction = RichTextField(blank=True, features=["bold", "italic", "link"])

    content_panels = [*Page.content_panels, FieldPanel("tagline"), FieldPanel("introduction")]
    template = "home/home_page.html"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        view = context["essaimage"]
        found = get_engine().search(
            SearchQuery(
                text="",
                language=view.language.code,
                filters={"type": [SheetPage._meta.label_lower]},
                facets=["theme", "type"],
                limit=LATEST,
                scope=Scope(paths=(self.path,)),
            )
        )
        terms = Theme.objects.all().labels(view.language.code)
        pages = list(pages_of(found, self.locale, view).values())
        chains = Territory.objects.with_ancestors(getattr(page, "territory_id", None) for page in pages)
        counts = found.facets["theme"]
        themes = {term.key: term for term in terms.values() if term.key in counts}.values()
        context.update(
            latest=cards(pages, request, chains=chains),
            total=found.total,
            ways=self.get_children().live().public().in_menu().defer_streamfields(),
            search_url=view.search_url,
            themes=[
                {"label": term.label, "url": f"{view.search_url}?theme={term.slug}", "count": counts[term.key]}
                for term in sorted(themes, key=lambda term: (-counts[term.key], term.label.casefold()))
            ],
        )
        return context
