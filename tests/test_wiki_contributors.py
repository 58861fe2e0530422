"""Who made a page, and the public page of a contributor: who is named, who is not, and how they leave."""

import json
from collections import Counter
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import Page, PageViewRestriction

from essaimage_wagtail.models import Contact
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.wiki.contributors import gifts
from essaimage_wagtail.wiki.contributors.account import ContributorForm
from essaimage_wagtail.wiki.models import Contributor, PublicName, Suggestion, Version

from .forms import filled
from .translating import translate
from .versions import person, publish, publish_many
from .visits import get, queries

pytestmark = pytest.mark.django_db
RTL = "سلمى بن علي"
OVERRIDE = "\u202eevil\u202c <script>alert(1)</script>"


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Jardins", slug="jardins")


@pytest.fixture
def anne(django_user_model, site):
    return person(django_user_model, "a.martin", "Anne (Lille)", {"presentation": "Je jardine.", "language": "fr"})


@pytest.fixture
def paul(django_user_model):
    return person(django_user_model, "p.durand", "Paul")


@pytest.fixture
def quiet(django_user_model):
    return person(django_user_model, "q.secret")


def makers_url(page):
    return reverse("essaimage:wiki:makers", args=[page.translation_key, page.locale.language_code])


def is_gone(client, url):
    return client.get(url, follow=True).status_code == 404


def makers(client, page):
    return get(client, makers_url(page)).context["makers"]


def page_of(user):
    return Contributor.objects.get(public_name__user=user).get_absolute_url()


def names(givers):
    return [giver.author.name for giver in givers]


def told(client, url, **params):
    """The words of a page."""
    soup = BeautifulSoup(get(client, url, **params).content, "html.parser")
    return " ".join(soup.select_one("main").get_text(" ").split())


def gave(client, url, **params):
    """Titles on a contributor's page, each with its parts."""
    shown = get(client, url, **{"language": "fr", **params}).context["shown"]
    return {
        gift.link.title: [(part.language.code, part.is_translation, part.number) for part in gift.parts]
        for gift in shown
    }


def suggestion(version, name="", publish_name=False):
    page = version.page
    return Suggestion.objects.create(
        page_key=page.translation_key, language="fr", page_title=page.title, kind="other", state="accepted",
        name=name, publish_name=publish_name, version=version, consented_at=timezone.now(),
    )  # fmt: skip


# Who made this


def test_who_agreed_is_named_for_all_languages_and_the_others_are_counted(client, sheet, anne, paul, quiet):
    publish(sheet, anne, pitch="2")
    publish(sheet, anne, pitch="3")
    publish(sheet, quiet, pitch="4")
    translate(sheet, "en")
    english = SheetPage.objects.get(locale__language_code="en")
    publish(english, paul, pitch="5")
    publish(english, anne, pitch="6")
    SheetPage.objects.get(pk=sheet.pk).save_revision(user=paul)  # a draft
    found = makers(client, sheet)
    assert names(found.people) == ["Anne (Lille)", "Paul"]
    assert [(part.language.code, part.is_translation, part.number) for part in found.people[0].parts] == [
        ("fr", False, 2),
        ("en", True, 1),
    ]
    assert found.unnamed == 1
    words = told(client, makers_url(sheet))
    assert "q.secret" not in words and "martin" not in words
    # The same people, whichever language is asked.
    assert names(makers(client, english).people) == ["Anne (Lille)", "Paul"]
    soup = BeautifulSoup(get(client, makers_url(sheet)).content, "html.parser")
    links = {link.get_text(): link["href"] for link in soup.select("main a")}
    assert links["Anne (Lille)"] == page_of(anne) and "Paul" not in links
    PublicName.objects.filter(user=anne).update(name="")
    found = makers(client, sheet)
    assert (names(found.people), found.unnamed) == (["Paul"], 2)


def test_what_is_withdrawn_private_or_gone_counts_for_nobody(client, sheet, anne, paul, site):
    version = publish(sheet, anne, pitch="2")
    publish(sheet, None, pitch="3")
    translate(sheet, "en")
    english = SheetPage.objects.get(locale__language_code="en")
    publish(english, paul, pitch="4")
    assert names(makers(client, sheet).people) == ["Anne (Lille)", "Paul"]
    restriction = PageViewRestriction.objects.create(page=site.home["en"], restriction_type="login")
    assert names(makers(client, sheet).people) == ["Anne (Lille)"]
    assert is_gone(client, makers_url(english))
    restriction.delete()
    Version.objects.filter(pk=version.pk).update(withdrawn_at=timezone.now())
    found = makers(client, sheet)
    assert (names(found.people), found.unnamed) == (["Paul"], 0)
    SheetPage.objects.get(pk=english.pk).unpublish()
    assert makers(client, sheet).people == []


def test_visitors_are_named_apart_also_with_the_name_of_an_account(client, sheet, anne):
    version = publish(sheet, anne, pitch="2")
    suggestion(version, "Anne (Lille)", publish_name=True)
    suggestion(version, "Anne (Lille)", publish_name=True)
    suggestion(version, "Zoé")
    suggestion(version)
    found = makers(client, sheet)
    assert [(one.author.name, one.author.url, one.parts[0].number) for one in found.suggesting] == [
        ("Anne (Lille)", "", 2)
    ]
    assert found.unnamed_suggestions == 2
    assert found.people[0].parts[0].number == 1
    assert gave(client, page_of(anne)) == {"Jardins": [("fr", False, 1)]}
    words = told(client, makers_url(sheet))
    assert "Zoé" not in words
    Version.objects.update(withdrawn_at=timezone.now())
    found = makers(client, sheet)
    assert (found.suggesting, found.unnamed_suggestions) == ([], 0)


def test_who_told_of_a_replication_is_named_if_they_agreed(client, sheet, make_sheet, link):
    adapted, hidden = make_sheet("Ailleurs"), make_sheet("Caché", publish=False)
    yes = Contact.objects.create(name="N" * 200, consent=True)
    no = Contact.objects.create(name="Nadia", consent=False)
    link(sheet, adapted, declared_by=yes)
    link(sheet, adapted, declared_by=no)
    link(sheet, hidden, declared_by=Contact.objects.create(name="Ida", consent=True))
    assert [(one.author.name, one.parts[0].number) for one in makers(client, sheet).declaring] == [("N" * 200, 1)]
    assert names(makers(client, adapted).declaring) == ["N" * 200]
    yes.withdraw_consent()
    assert makers(client, sheet).declaring == []


def test_500_versions_of_60_people_cost_what_two_cost(client, sheet, anne, paul, django_user_model):
    publish(sheet, anne, pitch="2")
    suggestion(publish(sheet, paul, pitch="3"), "Zoé", publish_name=True)
    few = len(queries(client, makers_url(sheet)))
    few_of_anne = len(queries(client, page_of(anne)))
    page = SheetPage.objects.get(pk=sheet.pk)
    people = [person(django_user_model, f"u{number}", f"Personne {number}", {}) for number in range(58)]
    publish_many(page, [anne, paul, *people], 500)
    assert len(makers(client, sheet).people) == 60
    assert len(queries(client, makers_url(sheet))) == few <= 12
    assert len(queries(client, page_of(anne))) == few_of_anne <= 12


def test_a_page_leads_to_its_makers(client, sheet):
    for url in (sheet.url, reverse("essaimage:wiki:history", args=[sheet.translation_key, "fr"])):
        assert makers_url(sheet) in get(client, url).content.decode()
    assert "Anne" not in told(client, makers_url(sheet))
    assert is_gone(client, reverse("essaimage:wiki:makers", args=[uuid4(), "fr"]))
    assert client.post(makers_url(sheet)).status_code == 405


# The page of a contributor


def test_a_page_lists_what_somebody_gave_as_far_as_readers_may_see_it(
    client, sheet, make_sheet, make_common, anne, paul, site
):
    publish(sheet, anne, pitch="2")
    translate(sheet, "ar")
    publish(SheetPage.objects.get(locale__language_code="ar"), anne, pitch="3")
    publish(make_common("Charte"), anne, pitch="4")
    private = make_sheet("Privée")
    publish(private, anne, pitch="5")
    publish(make_sheet("De Paul"), paul, pitch="6")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    url = page_of(anne)
    assert list(gave(client, url).items()) == [
        ("Charte", [("fr", False, 1)]),
        ("Jardins", [("fr", False, 1), ("ar", True, 1)]),
    ]
    assert gave(client, url, kind="commons") == {"Charte": [("fr", False, 1)]}
    assert len(gave(client, url, kind="\0x")) == 2
    answer = get(client, url, language="fr")
    assert [(kind.name, kind.number) for kind in answer.context["kinds"]] == [("", 2), ("sheets", 1), ("commons", 1)]
    words = told(client, url, language="fr")
    assert "Je jardine." in words and "martin" not in words and "@" not in words
    # In Arabic, the title is that of the Arabic version.
    assert list(gave(client, url, language="ar")) == ["Charte", "JARDINS"]
    assert get(client, url, language="ar")["Content-Language"] == "ar"
    Page.objects.filter(title="Charte").update(live=False)
    assert list(gave(client, url)) == ["Jardins"]


def test_all_pages_are_reached_and_the_latest_comes_first(client, make_sheet, anne, monkeypatch):
    monkeypatch.setattr(gifts, "ON_A_PAGE", 2)
    for number in range(5):
        publish(make_sheet(f"Fiche {number}"), anne, pitch="2")
    seen = [title for number in (1, 2, 3) for title in gave(client, page_of(anne), page=number)]
    assert seen == [f"Fiche {number}" for number in (4, 3, 2, 1, 0)]
    assert "page=2" in get(client, page_of(anne)).content.decode()
    assert list(gave(client, page_of(anne), page="x")) == ["Fiche 4", "Fiche 3"]


def test_names_lead_to_a_page_only_where_there_is_one(client, sheet, anne, paul):
    versions = [publish(sheet, anne, pitch="2"), publish(sheet, paul, pitch="3")]
    url = page_of(anne)
    places = [
        reverse("essaimage:wiki:history", args=[sheet.translation_key, "fr"]),
        reverse("essaimage:wiki:recent"),
        reverse("essaimage:wiki:compare", args=[version.revision_id for version in versions]),
        versions[0].get_absolute_url(),
        makers_url(sheet),
    ]
    assert [url in get(client, place).content.decode() for place in places] == [True] * 5
    assert "/contributor/" not in get(client, versions[1].get_absolute_url()).content.decode()
    Contributor.objects.update(withdrawn_at=timezone.now())
    assert ["/contributor/" in get(client, place).content.decode() for place in places] == [False] * 5


def test_a_page_is_not_found_without_the_word_of_its_person(client, anne, paul):
    url = page_of(anne)
    get(client, url)
    assert is_gone(client, reverse("essaimage:wiki:contributor", args=[uuid4()]))
    PublicName.objects.filter(user=anne).update(name="")
    assert is_gone(client, url)
    PublicName.objects.filter(user=anne).update(name="Anne")
    anne.delete()
    assert is_gone(client, url)
    assert not Contributor.objects.exists() and PublicName.objects.get().user == paul


def test_search_engines_are_kept_out_unless_they_are_let_in(client, anne):
    url = page_of(anne)
    answer = get(client, url)
    assert answer["X-Robots-Tag"] == "noindex" and b'name="robots" content="noindex"' in answer.content
    # Who leaves is gone at once: no cache has the page.
    assert "no-store" in answer["Cache-Control"]
    Contributor.objects.update(allows_search=True)
    answer = get(client, url)
    assert "X-Robots-Tag" not in answer and b"noindex" not in answer.content
    assert get(client, url, format="atom")["X-Robots-Tag"] == "noindex"


def test_a_feed_has_the_versions_of_one_person(client, sheet, make_common, anne, paul):
    publish(sheet, anne, "Un & deux <b>", pitch="2")
    publish(sheet, paul, pitch="3")
    publish(make_common("Charte"), anne, pitch="4")
    atom = "{http://www.w3.org/2005/Atom}"

    def entries(**params):
        feed = ElementTree.fromstring(get(client, page_of(anne), language="fr", format="atom", **params).content)  # noqa: S314
        return [entry.find(f"{atom}title").text for entry in feed.findall(f"{atom}entry")]

    assert entries() == ["Charte", "Jardins"]
    assert entries(kind="sheets") == ["Jardins"]


@pytest.mark.parametrize("name", [RTL, OVERRIDE, "<b>x</b>", "n" * 100, "“É” & ’"])
def test_names_of_any_letters_stay_within_their_place(client, sheet, django_user_model, name):
    user = person(django_user_model, "someone", name, {"presentation": f"{name}\n\n{name}", "language": "ar"})
    publish(sheet, user, pitch="2")
    for url in (makers_url(sheet), page_of(user), reverse("essaimage:wiki:recent")):
        soup = BeautifulSoup(get(client, url).content, "html.parser")
        assert name in [bdi.get_text() for bdi in soup.select("main bdi")]
        assert not soup.select("main script, main b")
    assert soup.select("main")
    words = BeautifulSoup(get(client, page_of(user)).content, "html.parser").select_one(".es-contributor__words")
    assert (words["lang"], words["dir"], len(words.select("p"))) == ("ar", "rtl", 2)


@pytest.mark.npm
@pytest.mark.filterwarnings("ignore::bs4.MarkupResemblesLocatorWarning")
def test_naughty_strings_are_names_like_others(client, sheet, django_user_model, naughty_strings):
    """Each of the list is somebody's name and words, if the form takes it; one page names all of them."""
    live = SheetPage.objects.get(pk=sheet.pk)
    users = django_user_model.objects.bulk_create(
        django_user_model(username=f"u{place}") for place in range(len(naughty_strings))
    )
    for user, string in zip(users, naughty_strings, strict=True):
        form = ContributorForm({"name": string, "has_page": "on", "presentation": string}, user=user)
        if form.is_valid():
            form.save()
    rows = PublicName.objects.in_bulk(field_name="user")
    assert len(rows) > 400
    publish_many(live, users, len(users))
    soup = BeautifulSoup(get(client, makers_url(sheet)).content, "html.parser")
    shown = Counter(bdi.get_text() for bdi in soup.select(".es-maker__name bdi"))
    assert shown == Counter(row.name.replace("\r\n", "\n") for row in rows.values())
    assert not soup.select("main script, main img, main iframe, main svg[onload]")
    # The strings that are markup, each on a page of its own.
    for contributor in Contributor.objects.filter(presentation__contains="<").order_by("pk")[:6]:
        soup = BeautifulSoup(get(client, contributor.get_absolute_url()).content, "html.parser")
        assert not soup.select("main script, main img, main iframe")
        words = soup.select_one(".es-contributor__words").get_text()
        assert "".join(words.split()) == "".join(contributor.presentation.split())


# The account


def account(browser, **values):
    """The settings of an account, sent as a browser does; ``None`` takes a field away."""
    url = reverse("wagtailadmin_account")
    data = filled(browser.get(url), "form:has([name=essaimage_public_name-name])")
    data |= {"name_email-first_name": "A", "name_email-last_name": "B"}
    data |= {f"essaimage_public_name-{name}": value for name, value in values.items()}
    return browser.post(url, {name: value for name, value in data.items() if value is not None})


def leave(browser, what):
    answer = browser.post(reverse("essaimage_leave"), {"essaimage_leave": what})
    assert answer.url == reverse("wagtailadmin_account")


def test_a_page_begins_and_ends_with_a_tick(client, admin_client, admin_user, sheet, site):
    assert account(admin_client, name="Le comité").status_code == 302
    assert not Contributor.objects.exists()
    values = {"has_page": "on", "presentation": "Bonjour", "territory": site.territory.lille.pk, "language": "fr"}
    assert account(admin_client, **values).status_code == 302
    url = page_of(admin_user)
    assert "Lille" in told(client, url) and str(admin_user.pk) not in url.replace(str(uuid_of(url)), "")
    # Saved again, it is the same page.
    assert account(admin_client, presentation="Bonsoir").status_code == 302
    assert "Bonsoir" in told(client, url)
    assert account(admin_client, has_page=None).status_code == 302
    assert is_gone(client, url)
    assert PublicName.objects.get().name == "Le comité"
    assert account(admin_client, has_page="on").status_code == 302
    assert page_of(admin_user) != url


def uuid_of(url):
    return url.rstrip("/").rpartition("/")[2]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"name": "", "has_page": "on"}, "name"),
        ({"name": "\u200b\u2060", "has_page": "on"}, "name"),
        ({"name": "n" * 200, "has_page": "on"}, "name"),
        ({"name": "Anne", "has_page": "on", "presentation": "x" * 601}, "presentation"),
        ({"name": "Anne", "has_page": "on", "territory": "999999"}, "territory"),
        ({"name": "Anne", "has_page": "on", "language": "xx"}, "language"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_saved(admin_client, values, wrong):
    answer = account(admin_client, **values)
    assert answer.status_code == 200
    errors = BeautifulSoup(answer.content, "html.parser").select(
        f"#essaimage_public_name-{wrong}-errors, #panel-child-x"
    )
    errors = errors or BeautifulSoup(answer.content, "html.parser").select(".error-message")
    assert errors and not PublicName.objects.exists() and not Contributor.objects.exists()


def test_one_click_takes_the_page_away_and_the_name_if_wanted(client, admin_client, admin_user, sheet):
    publish(sheet, admin_user, pitch="2")
    account(admin_client, name="Le comité", has_page="on")
    first = page_of(admin_user)
    leave(admin_client, "page")
    assert is_gone(client, first)
    assert names(makers(client, sheet).people) == ["Le comité"]
    account(admin_client, has_page="on")
    second = page_of(admin_user)
    leave(admin_client, "both")
    assert is_gone(client, second)
    found = makers(client, sheet)
    assert (found.people, found.unnamed) == ([], 1)
    assert "Le comité" not in told(client, reverse("essaimage:wiki:recent"))
    # Nobody leaves by following a link, or for somebody else.
    assert admin_client.get(reverse("essaimage_leave")).status_code == 405
    assert Client().post(reverse("essaimage_leave")).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert strict.post(reverse("essaimage_leave"), {"essaimage_leave": "both"}).status_code == 403


def test_a_moderator_takes_a_page_away_and_says_why(client, anne, django_user_model, sheet):
    moderator = django_user_model.objects.create_user("moderator", password="x")
    group = Group.objects.create(name="Moderation")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    moderator.groups.add(group)
    browser, own = Client(), Client()
    browser.force_login(moderator)
    url, pk = page_of(anne), Contributor.objects.get().pk
    address = reverse("essaimage_contributor", args=[pk])
    listed = reverse("essaimage_contributors")
    refused = reverse("wagtailadmin_home")
    assert [browser.get(one).url for one in (address, listed)] == [refused] * 2
    assert browser.post(address, {"reason": "x"}).url == refused
    assert address not in get(browser, url).content.decode()
    group.permissions.add(Permission.objects.get(codename="delete_contributor"))
    assert address in get(browser, url).content.decode()
    assert "Anne (Lille)" in get(browser, listed).content.decode()
    assert browser.post(address, {"reason": ""}).status_code == 200
    assert browser.post(address, {"reason": "Publicité"}).url == listed
    assert is_gone(client, url)
    assert registry.get_logs_for_instance(Contributor.objects.get()).get().label == f"#{pk}"
    # The person reads why, and does not have it back by asking anew; what it said can be deleted.
    anne.is_superuser = True
    anne.save()
    own.force_login(anne)
    assert "Publicité" in own.get(reverse("wagtailadmin_account")).content.decode()
    leave(own, "page")
    account(own, has_page="on", presentation="Encore")
    assert Contributor.objects.get().presentation == ""
    assert is_gone(client, url)
    assert browser.post(address).url == listed
    assert "Anne (Lille)" in told(client, url)


# Personal data


def test_a_page_is_exported_and_erased(client, anne, paul, sheet, capsys):
    publish(sheet, anne, pitch="2")
    Contributor.objects.create(public_name=PublicName.objects.get(user=paul), presentation="Avec Anne (Lille).")
    for known in ("anne (lille)", "A.Martin@example.org"):
        call_command("essaimage_personal_data", "export", known)
        data = json.loads(capsys.readouterr().out)
        (row,) = data["public_pages"]
        assert (row["name"], row["presentation"], row["address"]) == ("Anne (Lille)", "Je jardine.", page_of(anne))
        assert [name["name"] for name in data["public_names"]] == ["Anne (Lille)"]
        said = [place["title"] for place in data["mentions_in_texts"] if place["field"] == "presentation"]
        assert said == (["Paul"] if "@" not in known else [])
    url = page_of(anne)
    call_command("essaimage_personal_data", "erase", "Anne (Lille)")
    get(client, url)
    call_command("essaimage_personal_data", "erase", "Anne (Lille)", "--delete")
    assert is_gone(client, url)
    found = makers(client, sheet)
    assert (found.people, found.unnamed) == ([], 1)
    assert PublicName.objects.get().user == paul


def test_a_page_without_its_name_is_erased_by_the_address_of_its_account(anne, capsys):
    Contributor.objects.update(withdrawn_at=timezone.now(), reason="Publicité")
    PublicName.objects.update(name="")
    call_command("essaimage_personal_data", "export", anne.email)
    assert json.loads(capsys.readouterr().out)["public_pages"][0]["taken_away_because"] == "Publicité"
    call_command("essaimage_personal_data", "erase", anne.email, "--delete")
    assert not Contributor.objects.exists()


def test_an_author_takes_their_name_away_from_a_suggestion(client, sheet, anne):
    one = suggestion(publish(sheet, anne, pitch="2"), "Zoé", publish_name=True)
    other = suggestion(one.version, "Zoé", publish_name=True)
    Suggestion.objects.filter(pk=one.pk).update(email="zoe@example.org", email_confirmed_at=timezone.now())
    assert "Zoé" in told(client, one.get_absolute_url())
    assert client.post(one.get_absolute_url(), {"forget": "1"}).url == one.get_absolute_url()
    one.refresh_from_db()
    assert (one.name, one.email, one.publish_name, one.consented_at, one.state) == ("", "", False, None, "accepted")
    assert "Zoé" not in told(client, one.get_absolute_url())
    found = makers(client, sheet)
    assert (names(found.suggesting), found.unnamed_suggestions) == (["Zoé"], 1)
    assert client.post(other.get_absolute_url(), {"forget": "1"}).status_code == 302
    history = reverse("essaimage:wiki:history", args=[sheet.translation_key, "fr"])
    assert "Zoé" not in told(client, history)
