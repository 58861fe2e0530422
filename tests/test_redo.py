"""Redo is one thread: from a sheet through the steps to the beginning of one's own, with mode and initiative."""

import html
import re
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from essaimage_wagtail.contexts.page import PageContext
from essaimage_wagtail.contexts.thread import Thread, thread_of
from essaimage_wagtail.models import Contact
from essaimage_wagtail.pages.models import MethodStepPage, SheetPage

from .pages import step
from .translating import translate
from .visits import MOST_QUERIES, get, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Jardin partagé")


def links(response):
    return [html.unescape(href) for href in re.findall(r'<a [^>]*href="([^"]+)"', response.content.decode())]


def carried(address):
    """Mode and initiative that an address carries."""
    asked = parse_qs(urlsplit(address).query)
    return [asked.get(name, [""])[0] for name in ("mode", "initiative")]


def in_thread(page, sheet, mode="redo"):
    return f"{page.url}?mode={mode}&initiative={sheet.translation_key}"


def test_a_mode_leads_to_the_steps_and_these_to_ones_own_sheet(client, method, sheet):
    invitation = get(client, get(client, sheet.url).context["sheet"].replicate_url)
    (way,) = [href for href in links(invitation) if "mode=redo" in href and "view=" not in href]
    assert way == f"{in_thread(method, sheet)}#steps"

    shown = get(client, way.partition("#")[0])
    assert b"Jardin partag" in shown.content
    steps = [step.url for step in shown.context["method"].steps]
    assert [carried(url) for url in steps] == [["redo", str(sheet.translation_key)]] * 2
    first = get(client, steps[0]).context["step"]
    assert first.next.url == steps[1]
    last = get(client, steps[1])
    assert last.context["step"].previous.url == steps[0]
    assert last.context["step"].method["url"] == in_thread(method, sheet)
    assert f"{sheet.url}?view=start&mode=redo" in links(last)
    assert f"{sheet.url}?view=start&mode=redo" not in links(get(client, steps[0]))


@pytest.mark.parametrize("view", ["", "whole"])
def test_method_step_and_checklist_say_what_is_redone(client, method, sheet, view):
    for url in (f"{in_thread(method, sheet)}&view={view}", in_thread(step(method, "Lire"), sheet)):
        text = get(client, url).content.decode()
        words = re.findall(r'class="es-thread__mode">([^<]+):</span> <(?:a|span) [^>]*>Jardin partagé</', text)
        assert len(words) == 2  # at the top, and with the checklist
        assert f'data-essaimage-initiative="{sheet.translation_key}"' in text


def test_other_modes_keep_the_initiative_and_the_way_out_drops_it(client, method, sheet):
    view = get(client, f"{in_thread(method, sheet)}&view=whole").context["method"]
    assert {carried(choice.url)[1] for choice in view.choices} == {str(sheet.translation_key)}
    assert [carried(choice.url)[0] for choice in view.choices] == ["", "inspire", "redo", "scale_up"]
    assert carried(view.short_url) == ["redo", str(sheet.translation_key)]
    assert carried(view.alone_url) == ["redo", ""]
    assert "view=whole" in view.alone_url


def test_the_thread_survives_a_change_of_language(client, method, sheet, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        english = translate(method, "en")
        translate(sheet, "en")
    shown = get(client, in_thread(method, sheet))
    there = get(client, next(href for href in links(shown) if href.startswith(english.url)))
    # The initiative is named in the language of the page.
    assert there.context["method"].thread.initiative.title == "JARDIN PARTAGÉ"
    assert carried(there.context["method"].short_url) == ["redo", str(sheet.translation_key)]


def test_an_initiative_in_another_language_says_so(client, method, make_sheet):
    german = make_sheet("Gemeinschaftsgarten", language="de")
    text = get(client, in_thread(method, german)).content.decode()
    assert re.search(r'class="es-thread__initiative"[^>]* lang="de" dir="ltr">Gemeinschaftsgarten</', text)


def test_what_nobody_may_see_or_what_is_no_sheet_counts_as_not_said(client, site, method, make_sheet, make_common):
    draft, secret, alias = make_sheet("Brouillon", publish=False), make_sheet("Secret"), make_sheet("Original")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    keys = [draft.translation_key, secret.translation_key, make_common("Commun").translation_key]
    plain = get(client, f"{method.url}?mode=redo").context["method"]
    for key in [*keys, method.translation_key, uuid.uuid4(), "", "jardin", "../", "%00", "\0", "é" * 5000]:
        for page in (method, step(method, "Lire")):
            response = client.get(page.url, {"mode": "redo", "initiative": key})
            assert response.status_code == 200
            text = response.content.decode().partition("</header>")[2].partition("<footer")[0]
            assert "es-thread" not in text
            assert "initiative=" not in text
            assert not re.search("Brouillon|Secret", text)
    assert [one.url for one in plain.steps] == [f"{page.url}?mode=redo" for page in steps_in(method, "for_redo")]
    # The key of an alias is that of its original.
    copy = alias.create_alias(parent=site.home["fr"], update_slug="copie")
    assert str(alias.translation_key) in get(client, f"{copy.url}?view=replicate").content.decode()


@pytest.mark.npm
def test_strange_keys_count_as_not_said(naughty_strings, method, rf):
    for text in naughty_strings:
        request = rf.get(method.url, {"initiative": text, "mode": text})
        assert thread_of(PageContext(method, request)) == Thread()


def steps_in(method, field):
    return MethodStepPage.objects.child_of(method).filter(**{field: True}).order_by("path")


def test_search_engines_list_the_method_once(client, method, sheet):
    for page in (method, step(method, "Lire")):
        for initiative, listed in (("", True), (sheet.translation_key, False), ("nonsense", False)):
            url = f"{page.url}?mode=redo" + (f"&initiative={initiative}" if initiative else "")
            text = get(client, url).content.decode()
            assert f'<link rel="canonical" href="{page.full_url}">' in text
            assert ('name="robots" content="noindex"' not in text) == listed


def test_an_initiative_costs_one_query(client, method, sheet):
    for page in (method, step(method, "Lire")):
        plain = queries(client, f"{page.url}?mode=redo")
        threaded = queries(client, in_thread(page, sheet))
        assert len(threaded) == len(plain) + 1
        assert len(threaded) <= MOST_QUERIES


def test_without_an_initiative_the_last_step_leads_to_the_directory(client, site, method):
    assert links(get(client, step(method, "Partager").url)).count(site.directory["fr"].url) > links(
        get(client, step(method, "Lire").url)
    ).count(site.directory["fr"].url)


# One's own sheet


def test_without_an_account_somebody_asks_for_one_in_the_look_of_the_site(client, method, sheet, settings):
    settings.ESSAIMAGE = {"ACCOUNTS": {"ask": True}}
    shown = get(client, f"{sheet.url}?view=start&mode=redo")
    ask = reverse("essaimage:wiki:ask", args=["fr"])
    wanted = f"{ask}?mode=redo&initiative={sheet.translation_key}"
    assert wanted in links(shown)
    admin = reverse("essaimage_replicate", args=[sheet.pk])
    (sign_in,) = {href for href in links(shown) if "next=" in href}
    assert sign_in.startswith(reverse("essaimage:wiki:sign_in", args=["fr"]))
    assert parse_qs(urlsplit(sign_in).query)["next"] == [f"{admin}?mode=redo"]
    assert 'content="noindex"' in shown.content.decode()

    form = get(client, wanted)
    assert "Jardin partagé" in form.context["form"]["contribution"].value()
    # What is sent and refused, and what is said after it, is still about the initiative.
    assert f'action="{html.escape(wanted)}"' in form.content.decode()
    refused = client.post(wanted, {"token": form.context["token"], "contribution": "Autre chose"})
    assert refused.status_code == 422
    assert f'action="{html.escape(wanted)}"' in refused.content.decode()
    assert "Autre chose" in refused.content.decode()
    assert refused.context["thread"].title == "Jardin partagé"


@pytest.mark.parametrize("mode", ["inspire", "redo", "scale_up", "", "fly"])
def test_the_request_says_what_somebody_wants_to_take_up(client, sheet, settings, mode):
    settings.ESSAIMAGE = {"ACCOUNTS": {"ask": True}}
    ask = reverse("essaimage:wiki:ask", args=["en"])
    response = get(client, ask, mode=mode, initiative=sheet.translation_key)
    assert "“Jardin partagé”" in response.context["form"]["contribution"].value()
    assert not get(client, ask, mode=mode, initiative=uuid.uuid4()).context["form"]["contribution"].value()


def test_site_without_accounts_for_all_says_whom_to_ask(client, make_sheet, settings):
    """No page leads anybody to Wagtail's login unasked."""
    sheet = make_sheet("Lavoir", contacts=[Contact.objects.create(name="Ada", email="ada@example.org", consent=True)])
    shown = get(client, f"{sheet.url}?view=start&mode=redo")
    assert b"ada@example.org" in shown.content
    assert not [href for href in links(shown) if "/ask/" in href and "/sponsorships/" not in href]
    alone = get(client, f"{make_sheet('Four').url}?view=start")
    assert b"ada@example.org" not in alone.content


def test_who_writes_is_led_to_the_form_with_the_mode(admin_client, sheet):
    answer = admin_client.get(f"{sheet.url}?view=start&mode=scale_up")
    assert (answer.status_code, answer.url) == (302, f"{reverse('essaimage_replicate', args=[sheet.pk])}?mode=scale_up")
    form = get(admin_client, answer.url)
    assert form.context["form"]["mode"].value() == "scale_up"
    assert f'action="{answer.url}"' in form.content.decode()
    assert get(admin_client, answer.url.partition("?")[0]).context["form"]["mode"].value() == "redo"
    assert get(admin_client, answer.url.replace("scale_up", "fly")).context["form"]["mode"].value() == "redo"


def test_start_of_an_alias_is_that_of_its_original(client, admin_client, site, sheet):
    copy = sheet.create_alias(parent=site.home["fr"], update_slug="copie")
    copy = SheetPage.objects.get(pk=copy.pk)
    assert admin_client.get(f"{copy.url}?view=start").url == reverse("essaimage_replicate", args=[sheet.pk])
