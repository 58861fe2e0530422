"""Personal data lives in one row, is shown with consent only, and is gone when that row is."""

import json
from datetime import date

import pytest
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, Revision

from essaimage_wagtail.models import Contact
from essaimage_wagtail.search import get_engine

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Zénobie Quatrefages", "zenobie@example.org"


@pytest.fixture
def contact():
    return Contact.objects.create(name=NAME, email=EMAIL, consent=True)


def test_consent_gets_its_date(contact):
    assert contact.consent_date == timezone.localdate()
    assert Contact.objects.create(name="X").consent_date is None


def test_the_date_stays_with_the_consent_and_goes_with_it(contact):
    given = date(2024, 5, 17)
    contact.consent_date = given
    contact.save()
    contact.consent_date = None
    contact.save()
    assert Contact.objects.get().consent_date == given
    contact.consent = False
    contact.save(update_fields=["consent"])
    assert Contact.objects.get().consent_date is None
    contact.consent_date = given
    contact.save()
    assert Contact.objects.get().consent_date is None
    contact.consent = True
    contact.save(update_fields=["consent"])
    assert Contact.objects.get().consent_date == timezone.localdate()


def test_nobody_invents_a_date_for_a_consent_that_is_there(contact):
    Contact.objects.update(consent_date=None)
    for update_fields in (None, ["name"], ["consent"], ["consent_date"]):
        stored = Contact.objects.get()
        stored.save(update_fields=update_fields)
        assert Contact.objects.get().consent_date is None
    stored.consent_date = date(2024, 5, 17)
    stored.save()
    assert Contact.objects.get().consent_date == date(2024, 5, 17)


def test_shown_with_consent_only(make_sheet, contact, client):
    sheet = make_sheet("Atelier", contacts=[contact])
    assert NAME in client.get(sheet.url).content.decode()
    contact.consent = False
    contact.save()
    assert NAME not in client.get(sheet.url).content.decode()


def test_never_in_revisions_nor_in_the_index(make_sheet, contact):
    sheet = make_sheet("Atelier", contacts=[contact])
    for revision in Revision.objects.all():
        assert "Quatrefages" not in json.dumps(revision.content, ensure_ascii=False)
    assert get_engine().search(_query("Quatrefages")).total == 0
    assert sheet.contacts.count() == 1


def test_erased_everywhere(make_sheet, contact, admin_user, client):
    sheet = make_sheet("Atelier", contacts=[contact])
    log(contact, "wagtail.edit", user=admin_user)
    pk = contact.pk
    log(contact, "wagtail.delete", user=admin_user)
    contact.delete()
    assert not ModelLogEntry.objects.filter(label__contains="Quatrefages").exists()
    assert ModelLogEntry.objects.filter(label=f"#{pk}").count() == 2
    # A draft that was saved while the contact existed still opens, saves and publishes.
    draft = Page.objects.get(pk=sheet.pk).specific.get_latest_revision_as_object()
    assert list(draft.contacts.all()) == []
    draft.save_revision().publish()
    assert NAME not in client.get(sheet.url).content.decode()


def _query(text):
    from essaimage_wagtail.search import SearchQuery

    return SearchQuery(text=text, language="fr")
