"""The template tag ``latest_sheets``, on any page of a site."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from .site import image

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(make_sheet):
    """A sheet that was first published on a day of January 2026."""

    def make(title, day, **fields):
        sheet = make_sheet(title, **fields)
        Page.objects.filter(pk=sheet.pk).update(first_published_at=day and datetime(2026, 1, day, tzinfo=UTC))
        return sheet

    return make


def titles(rf, **context):
    variables = Context({"request": rf.get("/"), **context})
    template = Template(
        "{% load essaimage_tags %}{% latest_sheets 3 as sheets %}"
        "{% for sheet in sheets %}{{ sheet.title }}|{% endfor %}"
    )
    return template.render(variables).split("|")[:-1]


def test_latest_first(rf, site, published):
    for title, day in (("Un", 3), ("Deux", 5), ("Trois", None), ("Quatre", 4)):
        published(title, day)
    assert titles(rf, page=site.home["fr"]) == ["Deux", "Quatre", "Un"]


def test_in_the_language_of_the_page_else_of_the_request(rf, site, published):
    published("Jardins", 1)
    published("Gardens", 2, language="en")
    assert titles(rf, page=site.home["en"]) == ["Gardens"]
    with translation.override("fr"):
        assert titles(rf) == ["Jardins"]


def test_only_what_readers_may_see(rf, site, published):
    """A draft, a private sheet and an alias are left out; the readers of a private page have passed what hides it."""
    published("Brouillon", 1, publish=False)
    private = published("Privée", 2)
    published("Publique", 3).copy_for_translation(site.locales["en"], alias=True)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert titles(rf, page=site.home["fr"]) == ["Publique"]
    assert titles(rf, page=site.home["en"]) == []
    assert titles(rf, page=private) == ["Publique", "Privée"]


@pytest.mark.parametrize("count", [3, 12])
def test_cards_cost_the_same_number_of_queries(rf, site, published, count):
    for day in range(1, count + 1):
        published(f"Jardin {day}", day, territory=site.territory.lille, cover=image())
    template = Template(
        "{% load essaimage_tags %}{% latest_sheets 3 as sheets %}"
        '{% for hit in sheets %}{% include "essaimage_wagtail/includes/card.html" %}{% endfor %}'
    )
    page, request = site.home["fr"], rf.get("/")
    template.render(Context({"request": request, "page": page}))
    with CaptureQueriesContext(connection) as captured:
        html = template.render(Context({"request": request, "page": page}))
    assert "Lille" in html
    assert html.count("<article") == 3
    assert len(captured.captured_queries) <= 5
