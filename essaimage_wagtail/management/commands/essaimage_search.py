"""``essaimage_search``: what a visitor would find, on the command line."""

import json
from html import unescape

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.html import strip_tags
from wagtail.coreutils import get_content_languages
from wagtail.models import Page

from ...search import SearchQuery, get_engine


class Command(BaseCommand):
    help = "Search the pages that every visitor may see, in one language."

    def add_arguments(self, parser):
        parser.add_argument("text", help="What to search for.")
        parser.add_argument("--language", default=None, help="Language code; the site's first language by default.")
        parser.add_argument("--limit", type=int, default=10, help="How many results to print (10).")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, text, language, limit, **options):
        languages = get_content_languages()
        language = language or next(iter(languages), settings.LANGUAGE_CODE)
        if language not in languages:
            raise CommandError(f"Unknown language {language!r}: this site has {', '.join(languages)}.")
        if limit < 1:
            raise CommandError("--limit must be at least 1.")
        result = get_engine().search(SearchQuery(text=text, language=language, limit=limit))
        hits = self._hits(result.hits)
        if options["json"]:
            answer = {"total": result.total, "correction": result.correction, "hits": hits}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        if result.correction:
            self.stdout.write(f"Searched for “{result.correction}” instead.")
        self.stdout.write(f"{result.total} found")
        for hit in hits:
            self.stdout.write(f"\n{hit['title']}\n  {hit['url']}\n  {unescape(strip_tags(hit['snippet']))}")

    def _hits(self, hits):
        """The hits as plain data, with their addresses; one query for the pages."""
        keys = {hit.key.partition(":")[0] for hit in hits}
        pages = {
            (str(page.translation_key), page.locale.language_code): page
            for page in Page.objects.filter(translation_key__in=keys, alias_of__isnull=True)
            .select_related("locale")
            .defer_streamfields()
        }
        found = []
        for hit in hits:
            page = pages.get((hit.key.partition(":")[0], hit.language))
            found.append(
                {
                    "key": hit.key,
                    "title": hit.title,
                    "url": (page and page.full_url) or None,
                    "language": hit.language,
                    "score": hit.score,
                    "snippet": hit.snippet,
                }
            )
        return found
