"""The history of a page in public: what was published, by whom and why; each version at its address; links to it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, PageLogEntry, PageViewRestriction, Revision

from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.wiki.history.summaries import FIELD, keep
from essaimage_wagtail.wiki.models import PublicName, Summary, Version

from .forms import filled, sheet_form
from .testapp.models import ArticlePage
from .translating import translate

pytestmark = pytest.mark.django_db

BODY = [("description", {"text": "<p>On sème au printemps.</p>"}), ("context", {"text": "<p>De la place.</p>"})]


@pytest.fixture
def author(django_user_model):
    user = django_user_model.objects.create_superuser("a.martin", "a.martin@example.org", "x")
    PublicName.objects.create(user=user, name="Anne (Lille)")
    return user


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Jardins", slug="jardins", body=BODY)


@pytest.fixture
def published(author):
    """``published(sheet, "why", pitch="…")``: another version."""

    def published(sheet, summary="", user=author, **fields):
        page = SheetPage.objects.get(pk=sheet.pk)
        for name, value in fields.items():
            setattr(page, name, value)
        revision = page.save_revision(user=user)
        keep(revision.pk, summary)
        revision.publish(user=user)
        return Version.objects.get(revision=revision)

    return published


def history(client, page, **query):
    return client.get(
        reverse("essaimage:wiki:history", args=[page.translation_key, page.locale.language_code]),
        query,
        follow=not query,
    )


def compared(client, old, new):
    return client.get(reverse("essaimage:wiki:compare", args=[old.revision_id, new.revision_id]), follow=True)


def recent(client):
    return client.get(reverse("essaimage:wiki:recent"), {"language": "en"}).context["changes"]


def text(answer):
    return " ".join(answer.content.decode().split())


def test_versions_are_told_with_public_names_and_summaries(client, sheet, published):
    first = Version.objects.get()
    second = published(sheet, "La  ville a prêté\nun terrain", pitch="Un terrain de la ville.")
    published(sheet, "", user=None, pitch="Autre.")
    SheetPage.objects.get(pk=sheet.pk).save_revision()  # a draft
    answer = history(client, sheet)
    rows = answer.context["rows"]
    assert [row.told for row in rows] == ["", "La ville a prêté un terrain", ""]
    assert [row.is_current for row in rows] == [True, False, False]
    assert rows[1].author.name == "Anne (Lille)" and rows[0].author == rows[2].author
    assert "martin" not in text(answer)
    assert [row.version for row in rows[1:]] == [second, first]
    assert answer["X-Robots-Tag"] == "noindex"
    answer = history(client, sheet, old=first.revision_id, new=second.revision_id)
    assert answer.url == reverse("essaimage:wiki:compare", args=[first.revision_id, second.revision_id])


def test_a_version_is_drawn_by_its_page_as_it_was(client, sheet, published):
    first = Version.objects.get()
    second = published(sheet, "Adresse", pitch="Autre accroche", slug="autre-adresse")
    answer = client.get(first.get_absolute_url())
    html = text(answer)
    assert "Pitch" in html and "Autre accroche" not in html
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Link"].endswith('/directory/autre-adresse/>; rel="canonical"')
    assert reverse("essaimage:wiki:compare", args=[first.revision_id, second.revision_id]) in html
    # It is cited by its own address; the page by that of the version that it shows.
    assert f"http://localhost{first.get_absolute_url()}</bdi>" in html
    page = SheetPage.objects.get(pk=sheet.pk)
    assert f"http://localhost{second.get_absolute_url()}</bdi>" in text(client.get(page.url))


def test_what_may_not_be_seen_is_not_found(client, sheet, published, make_sheet):
    first = Version.objects.get()
    second = published(sheet, pitch="Autre")
    draft = SheetPage.objects.get(pk=sheet.pk).save_revision()
    hidden = make_sheet("Brouillon", publish=False)
    addresses = [
        reverse("essaimage:wiki:version", args=[draft.pk]),
        reverse("essaimage:wiki:version", args=[2**63]),
        reverse("essaimage:wiki:compare", args=[first.revision_id, draft.pk]),
        reverse("essaimage:wiki:history", args=[hidden.translation_key, "fr"]),
        reverse("essaimage:wiki:history", args=[sheet.translation_key, "xx"]),
        reverse("essaimage:wiki:history", args=[sheet.get_parent().translation_key, "fr"]),
    ]
    assert {client.get(address, follow=True).status_code for address in addresses} == {404}

    def statuses():
        own = [first.get_absolute_url(), reverse("essaimage:wiki:links", args=[sheet.translation_key, "fr"])]
        answers = [
            history(client, sheet),
            compared(client, first, second),
            *(client.get(one, follow=True) for one in own),
        ]
        return {answer.status_code for answer in answers}

    assert statuses() == {200}
    restriction = PageViewRestriction.objects.create(page=sheet.get_parent(), restriction_type="login")
    assert statuses() == {404}
    restriction.delete()
    Page.objects.filter(pk=sheet.pk).update(expire_at=timezone.now() - timedelta(days=1))
    assert statuses() == {404}
    Page.objects.filter(pk=sheet.pk).update(expire_at=None)
    SheetPage.objects.get(pk=sheet.pk).unpublish()
    assert statuses() == {404}


def test_versions_of_another_page_are_not_compared(client, sheet, make_sheet):
    other = make_sheet("Autre")
    versions = Version.objects.order_by("pk")
    assert versions[0].page_id != versions[1].page_id == other.pk
    assert compared(client, *versions).status_code == 404


def test_what_is_scheduled_is_a_version_from_its_day_on(client, sheet, author):
    page = SheetPage.objects.get(pk=sheet.pk)
    page.pitch, page.go_live_at = "Demain", timezone.now() + timedelta(days=1)
    revision = page.save_revision(user=author)
    keep(revision.pk, "Pour demain")
    revision.publish()
    assert Version.objects.count() == 1
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    revision.refresh_from_db()
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    call_command("publish_scheduled", stdout=StringIO())
    assert Version.objects.get(revision=revision).summary == "Pour demain"
    assert not Summary.objects.exists()


def test_a_page_type_of_the_site_has_a_history_if_the_site_says_so(client, site, settings):
    article = ArticlePage(title="Nouvelles", slug="nouvelles", locale=site.locales["fr"])
    site.home["fr"].add_child(instance=article)
    article.save_revision().publish()
    assert not Version.objects.exists()
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "HISTORY_PAGES": ["testapp.ArticlePage"]}
    call_command("essaimage_history", stdout=StringIO())
    first = Version.objects.get()
    article = ArticlePage.objects.get(pk=article.pk)
    article.title, article.private_notes = "Nouvelles <script>alert(1)</script>", "À ne pas dire"
    revision = article.save_revision()
    keep(revision.pk, "<script>alert(2)</script>")
    revision.publish()
    second = Version.objects.latest("pk")
    html = text(client.get(second.get_absolute_url()))
    assert 'class="essaimage"' in html and "&lt;script&gt;alert(2)" in html
    for answer in (history(client, article), compared(client, first, second)):
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
    (section,) = compared(client, first, second).context["sections"]
    # What readers do not see on the page is not told.
    assert section.name == "title"


def test_an_alias_and_a_type_without_history_have_none(sheet, site):
    SheetPage.objects.get(pk=sheet.pk).create_alias(update_slug="alias")
    site.directory["fr"].save_revision().publish()
    assert Version.objects.count() == 1


def test_facts_of_an_original_are_told_as_what_they_are(client, sheet, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        translate(sheet, "en")
    page = SheetPage.objects.get(pk=sheet.pk)
    page.status = "stopped"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    english = SheetPage.objects.get(translation_key=sheet.translation_key, locale__language_code="en")
    answer = history(client, english)
    assert "Facts taken from the original" in text(answer)
    latest, first = answer.context["rows"]
    assert (latest.author, latest.is_facts) == (None, True)
    assert (first.author.name, first.told) == ("an editor", "")
    assert "Facts taken from the original" in text(client.get(latest.version.get_absolute_url()))
    (section,) = client.get(latest.compare_url).context["sections"]
    assert section.name == "status"
    assert recent(client)[0].is_facts


# The editor


def asked(client, page):
    """What stands in the field of the editor."""
    soup = BeautifulSoup(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content, "html.parser")
    return soup.select_one(f"#page-edit-form [name={FIELD}]")["value"]


def test_the_editor_asks_what_changed_and_keeps_it_with_the_draft(admin_client, sheet):
    url = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    data = sheet_form(title="Jardins", slug="jardins", pitch="Autre")
    assert asked(admin_client, sheet) == ""
    admin_client.post(url, {**data, FIELD: "Un mot"})
    assert Version.objects.count() == 1
    assert asked(admin_client, sheet) == "Un mot"
    # What saves by itself, as the editor's script does, keeps it too, with the revision that it writes over.
    draft = SheetPage.objects.get(pk=sheet.pk).latest_revision_id
    autosave = {**data, FIELD: "Un autre mot", "overwrite_revision_id": draft}
    answer = admin_client.post(url, autosave, headers={"accept": "application/json"})
    assert (answer.json()["success"], asked(admin_client, sheet)) == (True, "Un autre mot")
    admin_client.post(url, {**data, FIELD: " Deux  mots ", "action-publish": "1"})
    assert [version.summary for version in Version.objects.order_by("-pk")] == ["Deux mots", ""]
    assert (asked(admin_client, sheet), Summary.objects.filter(text="Deux mots").count()) == ("", 0)


# Moderation


def test_going_back_takes_two_clicks_and_keeps_both(admin_client, client, sheet, published):
    first, second = Version.objects.get(), published(sheet, "Autre", pitch="Autre accroche", slug="autre")
    links = admin_client.get(first.get_absolute_url()).content.decode()
    url = reverse("essaimage_revert", args=[first.pk])
    assert url in links
    assert admin_client.get(url).status_code == 200
    answer = admin_client.post(url)
    assert answer.url == reverse("essaimage:wiki:history", args=[sheet.translation_key, "fr"])
    page = SheetPage.objects.get(pk=sheet.pk)
    assert (page.pitch, page.slug, page.live) == ("Pitch", "autre", True)
    third = Version.objects.latest("pk")
    assert (third.restores, third.revision_id) == (first, page.live_revision_id)
    assert Version.objects.filter(pk__in=[first.pk, second.pk]).count() == 2
    assert first.get_absolute_url() in text(history(client, sheet))
    actions = PageLogEntry.objects.filter(revision=third.revision_id).values_list("action", flat=True)
    assert {"wagtail.revert", "wagtail.publish"} <= set(actions)


def test_only_people_who_may_publish_go_back_or_withdraw(client, sheet, published, django_user_model):
    first = Version.objects.get()
    published(sheet, pitch="Autre")
    user = django_user_model.objects.create_user("writer", password="x")
    group = Group.objects.create(name="writers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=sheet.get_parent(), permission=permission)
    user.groups.add(group)
    client.force_login(user)
    for name in ("essaimage_revert", "essaimage_withdraw"):
        for answer in (client.get(reverse(name, args=[first.pk])), client.post(reverse(name, args=[first.pk]))):
            assert answer.status_code == 302 and "/admin/" in answer.url
    assert SheetPage.objects.get(pk=sheet.pk).pitch == "Autre"
    assert not Version.objects.exclude(withdrawn_at=None).exists()
    # Nothing for people who edit is shown to others.
    client.logout()
    assert "/admin/" not in client.get(first.get_absolute_url()).content.decode()


def test_a_locked_page_stays_as_it_is(admin_client, sheet, published, author):
    first = Version.objects.get()
    published(sheet, pitch="Autre")
    Page.objects.filter(pk=sheet.pk).update(locked=True, locked_by=author, locked_at=timezone.now())
    admin_client.post(reverse("essaimage_revert", args=[first.pk]))
    assert SheetPage.objects.get(pk=sheet.pk).pitch == "Autre"


def test_a_withdrawn_version_is_hidden_everywhere(admin_client, client, sheet, published):
    first, second, third = Version.objects.get(), published(sheet, "Deux", pitch="2"), published(sheet, pitch="3")
    url = reverse("essaimage_withdraw", args=[second.pk])
    assert admin_client.post(url, {"reason": " "}).status_code == 200
    admin_client.post(url, {"reason": "Le nom d’un enfant"})
    second.refresh_from_db()
    assert second.reason == "Le nom d’un enfant"
    client.logout()
    assert second.get_absolute_url() not in text(history(client, sheet))
    assert client.get(second.get_absolute_url(), follow=True).status_code == 404
    assert compared(client, first, second).status_code == 404
    assert "Deux" not in text(client.get(reverse("essaimage:wiki:recent")))
    # What is shown of the one after is compared with the one before.
    assert str(first.revision_id) in client.get(third.get_absolute_url()).content.decode()
    entries = PageLogEntry.objects.filter(revision=second.revision_id)
    assert "Le nom d’un enfant" in [entry.comment for entry in entries]
    admin = admin_client
    admin.force_login(second.author)
    assert "Le nom d’un enfant" in text(admin.get(reverse("essaimage_versions", args=[sheet.pk])))
    admin.post(url)
    assert client.get(second.get_absolute_url()).status_code == 200


def test_the_version_that_is_shown_is_not_withdrawn(admin_client, sheet):
    version = Version.objects.get()
    admin_client.post(reverse("essaimage_withdraw", args=[version.pk]), {"reason": "x"})
    version.refresh_from_db()
    assert version.withdrawn_at is None


def test_an_old_content_that_is_not_valid_any_more_is_mended_in_the_editor(admin_client, sheet, published):
    first = Version.objects.get()
    published(sheet, pitch="Autre")
    Revision.objects.filter(pk=first.revision_id).update(content={**first.revision.content, "pitch": "x" * 300})
    answer = admin_client.post(reverse("essaimage_revert", args=[first.pk]))
    assert answer.url == reverse("wagtailadmin_pages:revisions_revert", args=[sheet.pk, first.revision_id])
    assert SheetPage.objects.get(pk=sheet.pk).pitch == "Autre"


def test_an_account_has_a_public_name_which_is_exported_and_erased(admin_client, admin_user, capsys):
    url = reverse("wagtailadmin_account")
    data = filled(admin_client.get(url), "form:has([name=essaimage_public_name-name])")
    data |= {"name_email-first_name": "A", "name_email-last_name": "B", "essaimage_public_name-name": "Le comité"}
    assert admin_client.post(url, data).status_code == 302
    assert PublicName.objects.get(user=admin_user).name == "Le comité"
    for known in (admin_user.email.upper(), "le  comite"):
        call_command("essaimage_personal_data", "export", known)
        assert [row["name"] for row in json.loads(capsys.readouterr().out)["public_names"]] == ["Le comité"]
    call_command("essaimage_personal_data", "erase", "le comite", "--delete")
    assert not PublicName.objects.exists()


# What is kept


def test_wagtail_purges_drafts_and_keeps_versions(sheet, published):
    published(sheet, pitch="2")
    page = SheetPage.objects.get(pk=sheet.pk)
    page.save_revision()
    page.save_revision()
    call_command("purge_revisions", pages=True, stdout=StringIO())
    assert page.revisions.count() == 3  # two versions and the latest draft
    SheetPage.objects.get(pk=sheet.pk).delete()
    assert not Version.objects.exists() and not Revision.objects.for_instance(page).exists()


def test_versions_of_before_are_written_down(client, sheet, published):
    second = published(sheet, pitch="2")
    known = set(Version.objects.values_list("page", "revision", "author"))
    Version.objects.all().delete()
    # The version that is live is found without the command.
    assert client.get(second.get_absolute_url()).status_code == 200
    call_command("essaimage_history", stdout=StringIO())
    assert set(Version.objects.values_list("page", "revision", "author")) == known
    out = StringIO()
    call_command("essaimage_history", stdout=out)
    assert out.getvalue().startswith("0 ")


def test_a_history_of_500_versions_takes_a_constant_number_of_queries(client, sheet, published):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert history(client, sheet).status_code == 200
        return len(captured)

    published(sheet, pitch="2")
    queries()  # what Wagtail keeps of the site
    few = queries()
    page = SheetPage.objects.get(pk=sheet.pk)
    content = page.live_revision.content
    made = Revision.objects.bulk_create(
        Revision(
            content_type=page.content_type,
            base_content_type=page.live_revision.base_content_type,
            object_id=str(page.pk),
            created_at=timezone.now(),
            content=content,
        )
        for _number in range(500)
    )
    Version.objects.bulk_create(Version(page=page, revision=revision, published_at=timezone.now()) for revision in made)
    assert queries() <= few <= 12


# What links here


@pytest.mark.references
def test_pages_that_name_a_page_are_told_by_kind(client, sheet, make_sheet, site):
    link = f'<p>Comme <a linktype="page" id="{sheet.pk}">ici</a>.</p>'
    seen = make_sheet("Compost", body=[("description", {"text": link})])
    make_sheet("Caché", body=[("description", {"text": link})], publish=False)
    make_sheet("Garden", language="en", body=[("description", {"text": link})])
    answer = client.get(reverse("essaimage:wiki:links", args=[sheet.translation_key, "fr"]))
    (group,) = answer.context["groups"]
    assert [(one.title, one.language and one.language.code) for one in group.links] == [
        ("Compost", None),
        ("Garden", "en"),
    ]
    assert seen.url in text(answer)


def test_a_page_leads_to_its_history_without_a_query(client, sheet):
    html = text(client.get(SheetPage.objects.get(pk=sheet.pk).url))
    assert reverse("essaimage:wiki:history", args=[sheet.translation_key, "fr"]) in html
    assert reverse("essaimage:wiki:links", args=[sheet.translation_key, "fr"]) in html
