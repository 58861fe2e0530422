"""How a replication is started: what visitors read, and the draft that writers get."""

import json
import uuid
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, PageViewRestriction, Revision

from essaimage_wagtail.models import Contact, ProjectFrame, Replication
from essaimage_wagtail.pages.models import CommonPage, DirectoryPage, MethodPage, MethodStepPage, SheetCommon, SheetPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client, django_user_model, site):
    """``writer("fr")``: someone who may add and edit pages below the home pages in these languages, logged in."""

    def log_in(*languages):
        group = Group.objects.create(name="Writers")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for codename in ("add_page", "change_page"):
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            for code in languages:
                GroupPagePermission.objects.create(group=group, page=site.home[code], permission=permission)
        user = django_user_model.objects.create_user("writer", password="writer")
        user.groups.add(group)
        client.force_login(user)
        return user

    return log_in


# How to take it up


def test_visitors_read_what_to_do(client, site, make_sheet):
    person = Contact.objects.create(name="Ada", email="ada@example.org", consent=True)
    silent = Contact.objects.create(name="Zénobie")
    method = site.home["fr"].add_child(instance=MethodPage(title="Méthode", pitch="P", locale=site.locales["fr"]))
    sheet = make_sheet("Lavoir", contacts=[person, silent])
    response = client.get(sheet.url, {"view": "replicate"})
    html = response.content.decode()
    admin_url = reverse("essaimage_replicate", args=[sheet.pk])
    assert f'href="{reverse("wagtailadmin_login")}?next={quote(admin_url, safe="")}"' in html
    assert "<form" not in html
    assert 'name="robots" content="noindex"' in html
    assert "ada@example.org" in html
    assert "Zénobie" not in html
    assert f"{method.url}?mode=redo" in html
    answer = client.get(admin_url)
    assert answer.status_code == 302
    assert reverse("wagtailadmin_login") in answer.url


def test_writers_are_led_to_the_form(client, writer, make_sheet):
    writer("fr")
    sheet = make_sheet("Lavoir", contacts=[Contact.objects.create(name="Ada", consent=True)])
    response = client.get(sheet.url, {"view": "replicate"})
    assert response.context["replicate"].may_write
    assert "Ada" not in response.content.decode()


# Starting one


@pytest.fixture
def frames(site):
    """Two frames in French, the second one with an English version too: ``frames["other"]["en"]``."""
    results = ("results", {"indicators": [{"name": "Combien ?"}, {"name": "Qui ?"}]})
    rows = {
        "first": {
            "fr": ProjectFrame(name="Trame", locale=site.locales["fr"], body=[("context", {"text": "<p>A</p>"})])
        },
        "other": {"fr": ProjectFrame(name="Autre", locale=site.locales["fr"], body=[results])},
    }
    rows["first"]["fr"].save()
    rows["other"]["fr"].save()
    rows["other"]["en"] = ProjectFrame.objects.create(
        name="Other",
        locale=site.locales["en"],
        translation_key=rows["other"]["fr"].translation_key,
        body=[("need", {"text": "<p>Why?</p>"})],
    )
    return rows


def start(client, sheet, territory, language="fr", token=None, **values):
    data = {"territory": territory.pk, "language": language, "mode": "redo", "kind": "", "token": token or uuid.uuid4()}
    return client.post(reverse("essaimage_replicate", args=[sheet.pk]), {**data, **values}, follow=True)


def ids_in(stored):
    if isinstance(stored, list):
        return {found for item in stored for found in ids_in(item)}
    if isinstance(stored, dict):
        return (
            {stored["id"]} - {None} | ids_in(stored["value"])
            if "id" in stored and "value" in stored
            else {found for item in stored.values() for found in ids_in(item)}
        )
    return set()


def test_draft_has_what_can_be_taken_over_and_nothing_else(editor, admin_user, site, make_sheet, frames):
    method = site.home["fr"].add_child(instance=MethodPage(title="Méthode", pitch="P", locale=site.locales["fr"]))
    step = MethodStepPage(title="Lire", purpose="P", locale=site.locales["fr"], frame=frames["other"]["fr"])
    method.add_child(instance=step)
    common = site.home["fr"].add_child(instance=CommonPage(title="Charte", pitch="P", locale=site.locales["fr"]))
    person = Contact.objects.create(name="Zénobie Quatrefages", consent=True)
    origin = make_sheet(
        "Lavoir",
        themes=[site.themes["repair"]["fr"]],
        tags=["savon"],
        contacts=[person],
        body=[("context", {"text": "<p>Notre histoire</p>"})],
        method_key=method.translation_key,
        reviewed_by=admin_user,
        citation="Nous",
    )
    origin.common_links = [SheetCommon(common_key=common.translation_key, relation="produces")]
    origin.save_revision().publish()
    response = start(editor, origin, site.territory.lille, mode="scale_up", kind="flexible")
    row = Replication.objects.get()
    sheet = SheetPage.objects.get(translation_key=row.adapted_key)
    assert response.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    (message,) = response.context["messages"]
    assert f"{method.url}?mode=scale_up" in str(message)
    assert f"{method.url}?mode=scale_up" in response.content.decode().split("</head>")[1].replace(str(message), "")
    draft = sheet.get_latest_revision_as_object()
    for version in (sheet, draft):
        assert version.title == "Lavoir – Lille"
        assert not version.live
        assert (version.territory, version.status, version.method_key) == (
            site.territory.lille,
            "idea",
            method.translation_key,
        )
        assert list(version.themes.all()) == [site.themes["repair"]["fr"]]
        links = [(link.common_key, link.relation) for link in version.common_links.all()]
        assert links == [(common.translation_key, "uses")]
        assert [block.block_type for block in version.body] == ["results"]
        assert version.body[0].value.is_blank
        assert list(version.contacts.all()) == list(version.tags.all()) == []
        assert (version.reviewed_by, version.citation) == (None, "")
    assert sheet.get_parent().pk == site.directory["fr"].pk
    assert sheet.owner == admin_user
    assert (row.origin_key, row.mode, row.kind, row.state) == (
        origin.translation_key,
        "scale_up",
        "flexible",
        "planned",
    )
    assert row.territory == site.territory.lille
    assert row.declared_by is None
    copied, asked = ids_in(draft.body.get_prep_value()), ids_in(frames["other"]["fr"].body.get_prep_value())
    assert len(copied) == 1
    assert not copied & asked
    revisions = json.dumps([revision.content for revision in Revision.objects.for_instance(sheet)], ensure_ascii=False)
    assert "Quatrefages" not in revisions
    assert "Notre histoire" not in revisions
    assert "Combien" not in revisions
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).status_code == 200


def test_draft_in_another_language_goes_where_it_belongs(editor, site, make_sheet, frames):
    site.territory.lille.names = {"en": "Lisle"}
    site.territory.lille.save()
    origin = make_sheet("Lavoir")
    start(editor, origin, site.territory.lille, "en")
    sheet = SheetPage.objects.get(title="Lavoir – Lisle")
    assert (sheet.locale, sheet.get_parent().pk) == (site.locales["en"], site.directory["en"].pk)
    # No method: the first frame in the language.
    assert [block.block_type for block in sheet.body] == ["need"]
    translated = origin.copy_for_translation(site.locales["en"])
    translated.title = "Wash house"
    translated.save_revision().publish()
    translated.move(site.home["en"], pos="last-child")
    start(editor, origin, site.territory.lille, "en")
    assert SheetPage.objects.get(title="Wash house – Lisle").get_parent().pk == site.home["en"].pk


def test_directory_of_commons_takes_no_sheets(editor, site, make_sheet):
    # Nothing above this sheet is translated but the home page, and there are two directories below that.
    section = site.home["fr"].add_child(instance=Page(title="Coin", slug="coin", locale=site.locales["fr"]))
    origin = make_sheet("Lavoir", parent=section)
    commons = DirectoryPage(title="Commons", slug="commons", lists="commons", locale=site.locales["en"])
    site.home["en"].refresh_from_db()
    site.home["en"].add_child(instance=commons)
    commons.move(site.home["en"], pos="first-child")
    start(editor, origin, site.territory.lille, "en")
    assert SheetPage.objects.get(title="Lavoir – Lille").get_parent().pk == site.directory["en"].pk


def test_slug_is_made_unique_and_long_titles_fit(editor, site, make_sheet):
    origin = make_sheet("L" * 255)
    for _time in range(2):
        assert start(editor, origin, site.territory.lille).status_code == 200
    first, second = SheetPage.objects.filter(status="idea")
    assert first.slug != second.slug
    assert first.title.endswith("L – Lille")
    assert len(first.body) == 0


def test_sent_twice_makes_one(editor, site, make_sheet):
    origin, token = make_sheet("Lavoir"), uuid.uuid4()
    answers = [start(editor, origin, site.territory.lille, token=token) for _time in range(2)]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert SheetPage.objects.count() == 2
    assert Replication.objects.count() == 1
    # A token is not the key of a page: nobody makes a translation of another's page with one.
    start(editor, origin, site.territory.lille, "en", token=origin.translation_key)
    assert SheetPage.objects.filter(translation_key=origin.translation_key).count() == 1
    assert SheetPage.objects.count() == 3


def test_all_or_nothing(editor, site, make_sheet, monkeypatch):
    origin = make_sheet("Lavoir")

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Replication, "save", fail)
    with pytest.raises(RuntimeError):
        start(editor, origin, site.territory.lille)
    assert SheetPage.objects.count() == 1


def test_missing_answers_are_asked_for(editor, site, make_sheet):
    origin = make_sheet("Lavoir")
    url = reverse("essaimage_replicate", args=[origin.pk])
    response = editor.post(url, {"language": "xx", "mode": "fly", "kind": "", "token": "x"})
    assert set(response.context["form"].errors) == {"territory", "language", "mode", "token"}
    assert SheetPage.objects.count() == 1


def test_languages_are_those_in_which_one_may_add(client, writer, site, make_sheet):
    writer("fr")
    origin = make_sheet("Lavoir")
    site.directory["de"].delete()
    site.home["de"].delete()
    url = reverse("essaimage_replicate", args=[origin.pk])
    response = client.get(url)
    assert [code for code, _label in response.context["form"].fields["language"].choices] == ["fr"]
    assert len(response.context["closed"]) == 3
    assert len(response.context["missing"]) == 1
    assert start(client, origin, site.territory.lille, "en").status_code == 200
    assert Replication.objects.count() == 0
    start(client, origin, site.territory.lille)
    assert SheetPage.objects.get(title="Lavoir – Lille").locale == site.locales["fr"]


def test_people_who_may_add_nowhere_read_what_to_do(client, writer, site, make_sheet):
    writer()
    origin = make_sheet("Lavoir")
    url = reverse("essaimage_replicate", args=[origin.pk])
    response = client.get(url)
    assert response.status_code == 200
    assert "<select" not in response.content.decode()
    assert f"{origin.url}?view=replicate" in response.content.decode()
    response = client.post(url, {"territory": site.territory.lille.pk, "language": "fr", "mode": "redo"})
    assert response.status_code == 403
    assert SheetPage.objects.count() == 1


def test_drafts_private_sheets_and_other_pages(client, editor, writer, site, make_sheet):
    draft = make_sheet("Brouillon", publish=False)
    assert editor.get(reverse("essaimage_replicate", args=[draft.pk])).status_code == 409
    assert start(editor, draft, site.territory.lille).status_code == 409
    assert editor.get(reverse("essaimage_replicate", args=[site.home["fr"].pk]), follow=True).status_code == 404
    private = make_sheet("Secret", language="en")
    PageViewRestriction.objects.create(page=private, restriction_type="groups")
    writer("fr")
    response = client.get(reverse("essaimage_replicate", args=[private.pk]), follow=True)
    assert "Secret" not in response.content.decode()


def test_buttons_lead_to_the_form(editor, site, make_sheet):
    sheet, draft = make_sheet("Lavoir"), make_sheet("Brouillon", publish=False)
    explorer = editor.get(reverse("wagtailadmin_explore", args=[site.directory["fr"].pk])).content.decode()
    edit = editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()
    for html in (explorer, edit):
        assert reverse("essaimage_replicate", args=[sheet.pk]) in html
    assert reverse("essaimage_replicate", args=[draft.pk]) not in explorer
