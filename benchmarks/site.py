"""A site of generated sheets, as real pages: what a migration from elsewhere would write, in bulk."""

import json
import uuid
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import sql
from django.utils.timezone import now
from wagtail.models import Locale, Page

from essaimage_wagtail.models import Audience, Territory, Theme
from essaimage_wagtail.pages.models import SheetPage

from .corpus import AUDIENCES, TERRITORIES, THEMES, Sheet

BATCH = 500


def make_pages(sheets: list[Sheet]) -> None:
    """A home page for each language, and below it a :class:`SheetPage` for each sheet."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in {s.language for s in sheets}}
    root = Page.objects.get(depth=1)
    homes = {
        code: root.add_child(instance=Page(title=code, slug=f"home-{code}", locale=locale))
        for code, locale in sorted(locales.items())
    }
    first = next(iter(locales.values()))
    themes = [Theme.objects.create(name=f"Theme {n}", slug=f"theme-{n}", locale=first) for n in range(THEMES)]
    audiences = [
        Audience.objects.create(name=f"Audience {n}", slug=f"audience-{n}", locale=first) for n in range(AUDIENCES)
    ]
    country = Territory.add_root(name="Country", code="X", level="country")
    towns = [
        Territory.objects.get(pk=country.pk).add_child(name=f"Town {n}", code=f"X-{n}", level="city")
        for n in range(TERRITORIES)
    ]
    counts = dict.fromkeys(homes, 0)
    remaining = iter(sheets)
    with transaction.atomic():
        while batch := list(islice(remaining, BATCH)):
            pages = list(_pages(batch, homes, counts, towns))
            Page.objects.bulk_create([page.page_ptr for page in pages])
            for page in pages:
                page.page_ptr_id = page.page_ptr.pk
            query = sql.InsertQuery(SheetPage)
            query.insert_values(SheetPage._meta.local_concrete_fields, pages)
            query.get_compiler(connection=connection).execute_sql()
            _link(SheetPage.themes.through, "theme", pages, batch, "themes", themes)
            _link(SheetPage.audiences.through, "audience", pages, batch, "audiences", audiences)
        for code, home in homes.items():
            Page.objects.filter(pk=home.pk).update(numchild=counts[code])


def _pages(batch: list[Sheet], homes: dict, counts: dict[str, int], towns: list) -> Iterator[SheetPage]:
    moment = now()
    for sheet in batch:
        home = homes[sheet.language]
        counts[sheet.language] += 1
        number = counts[sheet.language]
        body = [
            {
                "type": "text",
                "id": str(uuid.uuid4()),
                "value": {"title": "", "text": f"<p>{escape(text)}</p>", "attribution": ""},
            }
            for text in sheet.paragraphs
        ]
        values = {
            "path": Page._get_path(home.path, home.depth + 1, number),
            "depth": home.depth + 1,
            "title": sheet.title,
            "draft_title": sheet.title,
            "slug": f"sheet-{number}",
            "url_path": f"{home.url_path}sheet-{number}/",
            "locale": home.locale,
            "content_type": _content_type(),
            "translation_key": sheet.key,
            "first_published_at": moment,
            "last_published_at": moment,
            "live": True,
        }
        page = SheetPage(
            pitch=sheet.pitch,
            status=sheet.status,
            territory=None if sheet.territory is None else towns[sheet.territory],
            latitude=sheet.point and Decimal(f"{sheet.point[0]:.6f}"),
            longitude=sheet.point and Decimal(f"{sheet.point[1]:.6f}"),
            body=json.dumps(body),
            **values,
        )
        page.page_ptr = Page(**values)
        yield page


def _content_type() -> ContentType:
    return ContentType.objects.get_for_model(SheetPage)


def _link(through: type, name: str, pages: list[SheetPage], batch: list[Sheet], field: str, terms: list) -> None:
    through.objects.bulk_create(
        through(sheetpage_id=page.page_ptr_id, **{name: terms[number]})
        for page, sheet in zip(pages, batch, strict=True)
        for number in getattr(sheet, field)
    )
