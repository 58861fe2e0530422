"""An editor whose language is not that of the site reads every form in their own: labels, help, choices."""

import html
import re
from functools import cache

import polib
from django.apps import apps
from django.urls import reverse
from wagtail.models import Page
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
