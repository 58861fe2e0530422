"""Recent changes: which versions are listed, by what they are filtered, and what that costs."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Revision

from essaimage_wagtail.pages.models import CommonPage, SheetPage
from essaimage_wagtail.wiki.history.summaries import keep
from essaimage_wagtail.wiki.models import Version

from .site import saved

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def recent(client, **query):
    return client.get(reverse("essaimage:wiki:recent"), {"language": "fr", **query})


def titles(client, **query):
    return [change.page.title for change in recent(client, **query).context["changes"]]


@pytest.fixture
def pages(make_sheet, site):
    """Four changes: a sheet in French and one in English, a common, and the first sheet again."""
    first = make_sheet("Jardins", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille)
    make_sheet("Gardens", language="en", themes=[site.themes["garden"]["en"]])
    common = CommonPage(title="Charte", pitch="x", locale=site.locales["fr"], live=False)
    site.directory["fr"].add_child(instance=common)
    saved(common, publish=True)
    page = SheetPage.objects.get(pk=first.pk)
    page.pitch = "Autre"
    revision = page.save_revision()
    keep(revision.pk, "Un & deux <b>")
    revision.publish()
    return first


def test_the_latest_come_first_and_are_filtered(client, pages, site):
    everything = ["Jardins", "Charte", "Gardens", "Jardins"]
    assert titles(client) == everything
    assert titles(client, **{"in": "en"}) == ["Gardens"]
    assert titles(client, kind="commons") == ["Charte"]
    assert titles(client, theme="garden") == ["Jardins", "Gardens", "Jardins"]
    assert titles(client, territory="FR-59") == ["Jardins", "Jardins"]
    assert titles(client, territory="FR-59", **{"in": "en"}) == []
    # What means nothing filters nothing.
    assert (
        titles(client, kind="x", theme="\0", territory="’", until="0000", before="now,x", **{"in": "xx"}) == everything
    )
    yesterday = timezone.localdate() - timedelta(days=1)
    assert titles(client, until=yesterday.isoformat()) == []
    assert titles(client, until=timezone.localdate().isoformat()) == everything
    first, *_others, last = recent(client).context["changes"]
    assert first.compare_url == reverse(
        "essaimage:wiki:compare", args=[last.version.revision_id, first.version.revision_id]
    )
    assert (last.compare_url, first.before) == ("", last.version.revision_id)


def test_only_pages_that_anybody_may_see(client, pages, site):
    Page.objects.filter(title="Charte").update(live=False)
    PageViewRestriction.objects.create(page=site.home["en"], restriction_type="login")
    assert titles(client) == ["Jardins", "Jardins"]
    Version.objects.filter(summary="").update(withdrawn_at=timezone.now())
    assert titles(client) == ["Jardins"]


def test_a_feed_is_well_formed_and_filtered_alike(client, pages):
    answer = recent(client, format="atom", kind="sheets")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}title").text for entry in entries] == ["Jardins", "Gardens", "Jardins"]
    assert entries[0].find(f"{ATOM}summary").text == "Un &amp; deux &lt;b&gt;"
    assert "kind=sheets" in recent(client, kind="sheets").context["feed_url"]
    assert len({entry.find(f"{ATOM}id").text for entry in entries}) == 3


def history_of(page, number):
    """So many versions of a page more, one a minute, the latest now."""
    revision = page.live_revision
    rows = Revision.objects.bulk_create(
        Revision(
            content_type=page.content_type,
            base_content_type=revision.base_content_type,
            object_id=str(page.pk),
            created_at=timezone.now(),
            content={},
        )
        for _number in range(number)
    )
    Version.objects.bulk_create(
        Version(page=page, revision=row, published_at=timezone.now() - timedelta(minutes=place))
        for place, row in enumerate(rows)
    )


def test_all_are_reached_page_by_page(client, pages):
    history_of(SheetPage.objects.get(pk=pages.pk), 120)
    seen, url = [], f"{reverse('essaimage:wiki:recent')}?language=fr"
    while url:
        context = client.get(url).context
        seen += [change.version.pk for change in context["changes"]]
        url = context["older_url"]
    expected = list(Version.objects.latest_first().values_list("pk", flat=True))
    assert seen == expected


def test_what_no_recent_change_fits_is_looked_for_further_back(client, pages, monkeypatch):
    from essaimage_wagtail.wiki.recent import changes

    history_of(SheetPage.objects.get(pk=pages.pk), 30)
    monkeypatch.setattr(changes, "AT_ONCE", (5, 5))
    Version.objects.filter(page__title="Gardens").update(published_at=timezone.now() - timedelta(days=3))
    answer = recent(client, **{"in": "en"})
    found, rounds = [], 0
    while not found and answer.context["older_url"]:
        answer, rounds = client.get(answer.context["older_url"]), rounds + 1
        found = answer.context["changes"]
    assert ([change.page.title for change in found], rounds) == (["Gardens"], 3)


def test_many_versions_cost_few_queries_and_no_scan(client, pages):
    """100,000 versions on PostgreSQL; the number of queries is that of 4, and the index alone is read."""
    everywhere = connection.vendor == "postgresql"
    recent(client)  # what is kept between answers is there
    with CaptureQueriesContext(connection) as few:
        recent(client)
    if everywhere:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO wagtailcore_revision (content_type_id, base_content_type_id, object_id, created_at, "
                "object_str, content) SELECT content_type_id, base_content_type_id, object_id, created_at, '', '{}' "
                "FROM wagtailcore_revision, generate_series(1, 100000) WHERE wagtailcore_revision.id = %s",
                [SheetPage.objects.get(pk=pages.pk).live_revision_id],
            )
            cursor.execute(
                "INSERT INTO essaimage_wiki_version (page_id, revision_id, published_at, summary, reason) "
                "SELECT %s, id, now() - id * interval '1 minute', '', '' FROM wagtailcore_revision "
                "WHERE id NOT IN (SELECT revision_id FROM essaimage_wiki_version)",
                [pages.pk],
            )
            cursor.execute("ANALYZE")
    else:
        history_of(SheetPage.objects.get(pk=pages.pk), 300)
    with CaptureQueriesContext(connection) as many:
        assert len(recent(client).context["changes"]) == 50
    assert len(many) <= len(few) <= 15
    for query in (one["sql"] for one in many if "essaimage_wiki_version" in one["sql"]):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {'' if everywhere else 'QUERY PLAN '}{query}")
            told = "\n".join(str(row[-1]) for row in cursor.fetchall())
        scans = ["Seq Scan on essaimage_wiki_version"] if everywhere else ["SCAN essaimage_wiki_version\n"]
        assert not any(scan in f"{told}\n" for scan in scans), told
    with CaptureQueriesContext(connection) as filtered:
        recent(client, territory="FR-59", theme="garden", kind="sheets", **{"in": "fr"})
    assert len(filtered) <= 15
