"""``essaimage_search``: what a visitor would find, on the command line."""

import json
from html import unescape

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.html import strip_tags
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale

from ...directory.cards import pages_of
from ...search import SearchQuery, SearchUnavailable, get_engine


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
        query = SearchQuery(text=text, language=language, facets=["type"], limit=limit)
        try:
            result = get_engine().search(query)
        except SearchUnavailable as error:
            raise CommandError(str(error)) from None
        hits = self._hits(result, language)
        if options["json"]:
            answer = {
                "total": result.total,
                "all_words": result.all_words,
                "correction": result.correction,
                "did_you_mean": result.did_you_mean,
                "hits": hits,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        if result.correction:
            self.stdout.write(f"Searched for “{result.correction}” instead.")
        if result.did_you_mean:
            self.stdout.write(f"Did you mean “{result.did_you_mean}”?")
        self.stdout.write(f"{result.total} found")
        for hit in hits:
            self.stdout.write(f"\n{hit['title']}\n  {hit['url']}\n  {unescape(strip_tags(hit['snippet']))}")

    def _hits(self, result, language):
        """The hits as plain data, with their addresses."""
        pages = pages_of(result, Locale.objects.filter(language_code=language).first())
        found = []
        for hit in result.hits:
            page = pages.get(hit.key)
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
