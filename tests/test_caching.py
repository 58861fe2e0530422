"""What browsers and caches may keep: by the rules of RFC 9110 and 9111, and behind the nginx of “In production”."""

import urllib.error
import urllib.request
from http.cookies import SimpleCookie

import pytest
from django.conf import settings as django_settings
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from essaimage_wagtail import caching
from essaimage_wagtail.models import Contact, Replication, Theme
from essaimage_wagtail.pages.models import CloudPage, SheetPage

from .pages import step
from .production import running_nginx
from .visits import MOST_QUERIES_OF_A_SHEET, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(site, make_sheet, make_common, method):
    """One of each kind, by name."""
    cloud = site.home["fr"].add_child(instance=CloudPage(title="Nuage", locale=site.locales["fr"]))
    sheet = make_sheet("Jardins", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille)
    make_sheet("Vergers", themes=[site.themes["garden"]["fr"]])
    found = {"sheet": sheet, "common": make_common("Charte"), "method": method, "step": step(method, "Lire")}
    addresses = {name: page.url for name, page in {**found, "cloud": cloud, "directory": site.directory["fr"]}.items()}
    views = {name: f"{sheet.url}?view={name}" for name in ("lineage", "replicate", "start")}
    search = {"search": f"{site.directory['fr'].url}?q=jardins"}
    thread = {"thread": f"{method.url}?mode=redo&initiative={sheet.translation_key}"}
    return {**addresses, **views, **search, **thread}


KINDS = ["sheet", "common", "method", "step", "cloud", "directory", "lineage", "replicate", "start", "search", "thread"]


def asked(client, url, **headers):
    return client.get(url, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_not_changed_is_not_sent_again(client, pages, kind):
    client.get(pages[kind])  # Similar pages and renditions are made once.
    first = client.get(pages[kind])
    assert first.status_code == 200
    assert first["Cache-Control"] == "no-cache"
    assert "Cookie" in first["Vary"]
    assert "Last-Modified" not in first
    again = asked(client, pages[kind], if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    # RFC 9110, 15.4.5: what a 200 would have said of caching.
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again[name] == first[name]


def test_examples_of_rfc_9110(client, pages):
    """Of 8.8.3 and 13.1: lists, any version, weak tags, other versions, dates that are not asked, and HEAD."""
    client.get(pages["sheet"])
    tag = client.get(pages["sheet"])["ETag"]
    for given, status in (
        (tag, 304),
        (f"W/{tag}", 304),
        (f'"xyzzy", {tag}, "c3piozzzz"', 304),
        ("*", 304),
        ('"xyzzy"', 200),
        ('W/"xyzzy", W/"r2d2xxxx", W/"c3piozzzz"', 200),
        ("", 200),
        ("xyzzy", 200),
    ):
        assert asked(client, pages["sheet"], if_none_match=given).status_code == status, given
    later = "Sat, 29 Oct 2044 19:43:31 GMT"
    assert asked(client, pages["sheet"], if_modified_since=later).status_code == 200
    assert asked(client, pages["sheet"], if_match=tag).status_code == 200
    assert asked(client, pages["sheet"], if_match='"xyzzy"').status_code == 412
    head = client.head(pages["sheet"])
    assert (head.status_code, head["ETag"], head.content) == (200, tag, b"")
    assert client.head(pages["sheet"], headers={"if-none-match": tag}).status_code == 304


def test_whatever_a_page_says_changes_its_tag(client, site, pages, make_sheet):
    """None of these makes a revision of the sheet, and most leave no line in a log."""
    sheet = SheetPage.objects.get(title="Jardins")
    for _time in range(2):
        tags = [client.get(pages["sheet"])["ETag"]]

    def change():
        tags.append(client.get(pages["sheet"])["ETag"])

    Theme.objects.filter(pk=site.themes["garden"]["fr"].pk).update(name="Potagers")
    change()
    other = make_sheet("Ailleurs")
    row = Replication.objects.create(origin_key=sheet.translation_key, adapted_key=other.translation_key, year=2019)
    change()
    row.delete()
    change()
    english = sheet.copy_for_translation(site.locales["en"], copy_parents=True)
    english.save_revision().publish()
    change()
    contact = Contact.objects.create(name="Ada", consent=True)
    sheet.contacts = [contact]
    sheet.save_revision().publish()
    change()
    Contact.objects.filter(pk=contact.pk).update(consent=False)
    change()
    assert "Ada" not in client.get(pages["sheet"]).content.decode()
    changed = [one != two for one, two in zip(tags, tags[1:], strict=False)]
    assert changed == [True] * 6


def test_who_is_known_gets_a_page_of_their_own(client, admin_client, pages, rf):
    assert admin_client.get(pages["sheet"])["Cache-Control"] == "private, no-cache"
    client.cookies["messages"] = "said"
    assert client.get(pages["sheet"])["Cache-Control"] == "private, no-cache"
    client.cookies = SimpleCookie()
    assert asked(client, pages["sheet"], authorization="Basic eHg6eHg=")["Cache-Control"] == "private, no-cache"


def test_page_behind_a_password_is_kept_by_nobody_in_between(client, pages, settings):
    settings.ESSAIMAGE = {"CACHE_SECONDS": 60}
    sheet = SheetPage.objects.get(title="Jardins")
    client.get(pages["sheet"])
    open_tag = client.get(pages["sheet"])["ETag"]
    restriction = PageViewRestriction.objects.create(page=sheet, restriction_type="password", password="x")
    # Who has a copy from before is not told that it is still right.
    assert b"password" in asked(client, pages["sheet"], if_none_match=open_tag).content
    session = client.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key
    passed = client.get(pages["sheet"])
    # Wagtail says more than the plugin would.
    assert passed.status_code == 200
    assert {"private", "no-store"} <= {*passed["Cache-Control"].split(", ")}


def test_a_site_says_how_long(client, admin_client, pages, settings):
    settings.ESSAIMAGE = {"CACHE_SECONDS": 60}
    assert client.get(pages["sheet"])["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert admin_client.get(pages["sheet"])["Cache-Control"] == "private, no-cache"


def test_site_with_wagtail_cache_keeps_its_own_rules(client, pages, monkeypatch):
    """It would keep no page that says ``no-cache``, and would give the next visitor an answer 304."""
    monkeypatch.setattr(caching.apps, "is_installed", lambda name: name == "wagtailcache")
    answer = client.get(pages["sheet"], headers={"if-none-match": "*"})
    assert answer.status_code == 200
    assert "Cache-Control" not in answer and "ETag" not in answer


def test_site_with_djangos_own_cache_of_pages_goes_on_keeping_them(client, pages, settings):
    where = "django.middleware.cache."
    middleware = [f"{where}UpdateCacheMiddleware", *settings.MIDDLEWARE, f"{where}FetchFromCacheMiddleware"]
    settings.MIDDLEWARE = middleware
    assert "no-cache" not in client.get(pages["lineage"])["Cache-Control"]
    assert b"Autre titre" not in client.get(pages["sheet"]).content
    SheetPage.objects.update(title="Autre titre")
    assert b"Autre titre" not in client.get(pages["sheet"]).content


def test_previews_and_what_is_not_there_are_left_alone(client, pages, make_sheet):
    draft = make_sheet("Brouillon", publish=False)
    shown = draft.make_preview_request(original_request=RequestFactory().get("/"))
    assert "ETag" not in shown and "private" in shown["Cache-Control"]
    assert client.get(draft.url).status_code == 404
    assert "ETag" not in client.get(draft.url)


def test_writers_are_sent_on_and_no_cache_keeps_that(admin_client, pages):
    answer = admin_client.get(pages["start"])
    assert answer.status_code == 302
    assert "private" in answer["Cache-Control"]


def test_a_tag_costs_no_query(client, pages):
    assert len(queries(client, pages["sheet"])) <= MOST_QUERIES_OF_A_SHEET


# Foreign input: a cache that nobody here wrote


def fetched(address, **headers):
    """Status, headers and body, also of what is no success."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=named), timeout=60) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


@pytest.mark.nginx
@pytest.mark.parametrize("seconds", [0, 300])
def test_nginx_keeps_no_page_of_another_person(live_server, client, admin_user, pages, tmp_path, settings, seconds):
    """The copy is served to everybody for so long as the site says, and to nobody who is signed in."""
    settings.ESSAIMAGE = {"CACHE_SECONDS": seconds}
    (tmp_path / "media").mkdir()
    port = live_server.url.rpartition(":")[2]
    client.force_login(admin_user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    with running_nginx(tmp_path, port, caching=bool(seconds)) as nginx:
        page = nginx + pages["sheet"]
        mine = fetched(page, cookie=cookie)
        assert "wagtail-userbar" in mine[2]
        assert mine[1]["Cache-Control"] == "private, no-cache"
        for _time in range(2):
            status, headers, body = fetched(page)
            assert status == 200
            assert "wagtail-userbar" not in body
        assert fetched(page, if_none_match=headers["ETag"])[::2] == (304, "")
        assert fetched(page, if_none_match='"xyzzy"')[0] == 200
        assert "wagtail-userbar" in fetched(page, cookie=cookie)[2]

        SheetPage.objects.update(title="Autre titre")
        kept = "Autre titre" not in fetched(page)[2]
        assert kept == bool(seconds)
        assert "Autre titre" in fetched(page, cookie=cookie)[2]
        # Another address is another copy.
        assert "Autre titre" in fetched(f"{page}?view=lineage")[2]
