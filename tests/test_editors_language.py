"""What the admin says to an editor whose language is not that of the site: forms, histories, what can be created."""

import html
import re
from functools import cache

import polib
from django.apps import apps
from django.urls import reverse
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.log_actions import registry as log_registry
from wagtail.models import Page, PageLogEntry
from wagtail.users.models import UserProfile

from essaimage_wagtail.models import Audience

from .conftest import ROOT


def said_in(code):
    path = ROOT / "essaimage_wagtail" / "locale" / code / "LC_MESSAGES" / "django.po"
    return {message.msgstr for message in polib.pofile(path.read_text())}


@cache
def french_phrases():
    """What only French says so: phrases, not words that it shares with other languages or with names in code."""
    return {text for text in said_in("fr") - said_in("ar") if len(text) > 6 and " " in text and "%(" not in text}


def forms(site):
    """The addresses of the forms of new pages and snippets of ours."""
    for model in apps.get_models():
        if not model.__module__.startswith("essaimage_wagtail."):
            continue
        if issubclass(model, Page):
            home = site.home["fr"]
            yield reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, home.pk])
        elif viewset := getattr(model, "snippet_viewset", None):
            yield reverse(viewset.get_url_name("add"))


def phrases(client, address):
    """The French ones in a form, whose blocks are described as JSON."""
    content = {term.name for term in Audience.objects.all()}
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), html.unescape(answer.content.decode()))
    return {phrase for phrase in french_phrases() if phrase in html.unescape(text)} - content


def test_no_form_speaks_the_language_of_the_site_to_an_editor_of_another(admin_client, admin_user, site, method):
    profile = UserProfile.objects.create(user=admin_user, preferred_language="ar")
    step = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "methodsteppage", method.pk])
    addresses = [one for one in forms(site) if "methodstep" not in one] + [step]
    assert len(addresses) > 14
    assert {address: phrases(admin_client, address) for address in addresses} == {one: set() for one in addresses}
    profile.preferred_language = "fr"
    profile.save()
    assert len(phrases(admin_client, addresses[-1])) > 20


def test_the_history_of_a_sheet_tells_our_actions_in_the_language_of_the_editor(admin_client, admin_user, make_sheet):
    UserProfile.objects.create(user=admin_user, preferred_language="ar")
    sheet = make_sheet("Jardins")
    admin_client.post(reverse("essaimage_review", args=[sheet.pk]))
    answer = admin_client.get(reverse("wagtailadmin_pages:history", args=[sheet.pk])).content.decode()
    assert "سُجّلت المراجعة" in answer
    assert "essaimage_wagtail.review" not in answer.partition("<tbody>")[2].partition("</tbody>")[0]


def test_every_action_that_we_log_has_a_sentence(db):
    """In the list of a history, and in the choices of its filter."""
    ours = [(action, label) for action, label in log_registry.get_choices() if action.startswith("essaimage")]
    assert len(ours) > 14
    for action, label in ours:
        entry = PageLogEntry(action=action, data={})
        said = [str(log_registry.get_formatter(entry).format_message(entry)), str(label)]
        assert all(said), action
        assert action not in said


def test_page_types_are_offered_with_a_description_those_for_which_editors_come_first(admin_client, site):
    address = reverse("wagtailadmin_pages:add_subpage", args=[site.directory["fr"].pk])
    offered = admin_client.get(address).context["page_types"]
    ours = [one for one in offered if one[1] == "essaimage_pages"]
    assert len(ours) == 5
    if WAGTAIL_VERSION >= (8, 0):
        assert [one[2] for one in ours] == ["sheetpage", "commonpage", "methodpage", "directorypage", "cloudpage"]
        assert offered[:5] == ours
    descriptions = [one[3] for one in ours]
    assert all(descriptions) and len(set(descriptions)) == 5
