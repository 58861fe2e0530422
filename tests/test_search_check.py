"""The check calls nothing stale that is not, in any time zone, and in whichever order a database gives its rows."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from taggit.models import Tag
from wagtail.search.index import RelatedFields, SearchField

from essaimage_wagtail.models import Audience, Organisation
from essaimage_wagtail.pages.models import CommonPage, SheetPage
from essaimage_wagtail.search import SearchDocument, checksum, types, version
from essaimage_wagtail.search.indexing import index
from essaimage_wagtail.search.indexing.declared_documents import _read

from .pages import full
from .site import term
from .testapp.models import ArticleLink, ArticlePage, Author

ZONES = ["UTC", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"]


@pytest.mark.django_db
@pytest.mark.parametrize("editor", ["UTC", "Pacific/Marquesas"])
@pytest.mark.parametrize("zone", ZONES)
def test_dates_in_any_time_zone(site, make_sheet, make_common, usages, settings, zone, editor):
    """A form gives them by the clock of its editor, the database by its own."""
    settings.TIME_ZONE = zone
    with timezone.override(editor):
        moment = timezone.localtime()
        dates = {"go_live_at": moment - timedelta(days=1), "expire_at": moment + timedelta(days=9)}
        make_sheet("Atelier", reviewed_on=date(2024, 3, 31), **dates)
        offers = [{"kind": "offer", "text": "Une salle", "until": date(2400, 12, 31)}]
        make_common("Charte", offers=offers, **dates)
        article = ArticlePage(
            title="Article", slug="article", day=date(2011, 12, 30), **dates, locale=site.locales["fr"]
        )
        site.home["fr"].add_child(instance=article).save_revision().publish()
        assert not index.check()
    assert not index.check()


@pytest.mark.parametrize("zone", ZONES)
def test_a_moment_is_the_same_in_every_zone(zone):
    moment = datetime(2024, 3, 31, 12, tzinfo=UTC)
    there = moment.astimezone(ZoneInfo(zone))

    def document(value):
        return SearchDocument("a:fr", "fr", "A", dates={"date": value}, valid_from=value, valid_until=value)

    assert checksum(document(moment)) == checksum(document(there))
    assert checksum(document(moment)) != checksum(document(moment + timedelta(microseconds=1)))
    last = datetime(9999, 12, 31, 23, 59, tzinfo=ZoneInfo("Pacific/Marquesas"))
    assert checksum(document(last)) != checksum(document(last.replace(hour=22)))


def test_facets_are_sets():
    one, other = (SearchDocument("a:fr", "fr", "A", facets={"theme": found}) for found in ("ab", "ba"))
    assert checksum(one) == checksum(other)
    assert checksum(one) != checksum(SearchDocument("a:fr", "fr", "A", facets={"theme": "a"}))


def shuffled(*models):
    """The rows of these tables, as if they had been written in another order."""
    chance = random.Random(22)  # noqa: S311  (an order, no secret)
    for tag in chance.sample(list(Tag.objects.all()), Tag.objects.count()):
        Tag.objects.filter(pk=tag.pk).update(name=tag.name)  # PostgreSQL writes the row elsewhere
    for model in models:
        rows = list(model.objects.all())
        assert len(rows) > 1
        pks = [row.pk for row in rows]
        model.objects.all()._raw_delete("default")  # no signal tells the index
        for pk, row in zip(chance.sample(pks, len(pks)), chance.sample(rows, len(rows)), strict=True):
            row.pk = pk
        model.objects.bulk_create(chance.sample(rows, len(rows)))


@pytest.mark.django_db
@pytest.mark.parametrize("round", range(3))
def test_rows_in_any_order(site, make_sheet, make_common, usages, round):
    audiences = [term(Audience, site.locales, f"a{number}", fr=f"Public {number}")["fr"] for number in (3, 1, 2)]
    themes = [site.themes["repair"]["fr"], site.themes["garden"]["fr"]]
    tags = ["vélo", "eau", "bois", "air"]
    for number in range(6):
        chance = random.Random(number + 10 * round)  # noqa: S311  (an order, no secret)
        sheet = make_sheet(f"Atelier {number}", themes=chance.sample(themes, 2), tags=chance.sample(tags, 4))
        sheet.audiences = chance.sample(audiences, 3)
        sheet.save_revision().publish()
    assert not index.check()
    fields = full(site, usages)
    fields["organisations"] = [Organisation.objects.create(name=name) for name in ("Zèbre", "Abeille", "Mulot")]
    fields["themes"] = themes
    make_common("Charte", **fields)
    authors = [Author.objects.create(name=name) for name in ("Zoé", "Ada", "Max")]
    article = ArticlePage(title="Article", slug="article", locale=site.locales["fr"])
    article.readers = authors
    article.links = [ArticleLink(label=f"Lien {number}", to=authors[number]) for number in (2, 0, 1)]
    site.home["fr"].add_child(instance=article).save_revision().publish()
    assert not index.check()
    shuffled(
        SheetPage.themes.through,
        SheetPage.audiences.through,
        SheetPage.tags.through,
        CommonPage.themes.through,
        CommonPage.usages.through,
        CommonPage.organisations.through,
        ArticlePage.readers.through,
    )
    assert not index.check()
    index.rebuild()
    assert not index.check()


def declared(kind, name, *related, **options):
    """A field of ``search_fields``, for objects that are no models."""
    field = kind(name, *related, **options)
    field.get_value = lambda instance: getattr(instance, name)
    return field


def said(value):
    return [*_read(SimpleNamespace(text=value), [declared(SearchField, "text")], "").texts["body"]]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (Decimal("1.5"), Decimal("1.500")),
        (Decimal("100"), Decimal("1E+2")),
        ({"b": 1, "a": {"d": 2, "c": 3}}, {"a": {"c": 3, "d": 2}, "b": 1}),
        ({"x", "y", "z"}, {"z", "y", "x"}),
        (frozenset("abc"), {"c", "b", "a"}),
        (datetime(2024, 5, 1, 2, tzinfo=ZoneInfo("Asia/Kathmandu")), datetime(2024, 4, 30, 20, 15, tzinfo=UTC)),
        (datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_a_value_says_the_same_as_it_is_typed_and_as_it_is_stored(settings, typed, stored):
    settings.TIME_ZONE = "Pacific/Apia"
    assert said(typed) == said(stored) != []


@pytest.mark.parametrize("order", [1, -1])
def test_related_rows_say_the_same_in_any_order(order):
    """What a heavier field has is not repeated by a lighter one, be it another row's."""
    rows = [SimpleNamespace(label="Bois", small="Eau"), SimpleNamespace(label="Eau", small="Bois")][::order]
    fields = [declared(SearchField, "label"), declared(SearchField, "small", boost=0.5)]
    page = SimpleNamespace(rows=SimpleNamespace(all=lambda: rows))
    found = _read(page, [declared(RelatedFields, "rows", fields)], "")
    assert {weight: [*texts] for weight, texts in found.texts.items()} == {
        "summary": [],
        "body": [],
        "rest": ["Bois", "Eau"],
    }


@pytest.mark.django_db
def test_documents_that_other_code_has_indexed_are_stale(make_sheet, monkeypatch):
    make_sheet("Atelier")
    assert not index.check()
    try:
        for modules in (("analysis/*.py",), ()):
            monkeypatch.setattr(version, "MODULES", modules)
            version.code_version.cache_clear()
            types._mark.cache_clear()
            assert len(index.check().stale) == 1
            index.rebuild()
            assert not index.check()
    finally:
        version.code_version.cache_clear()
        types._mark.cache_clear()
