"""Suggestions of visitors: what is taken, what is kept out, and what a moderator does with it."""

import json
import re
import time
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    PageViewRestriction,
    Site,
    Workflow,
    WorkflowTask,
)
from wagtail_localize.models import Translation, TranslationSource

from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.wiki import checks
from essaimage_wagtail.wiki.models import Suggestion
from essaimage_wagtail.wiki.suggestions import deciding
from essaimage_wagtail.wiki.suggestions.deciding import Decision
from essaimage_wagtail.wiki.suggestions.markup import with_words
from essaimage_wagtail.wiki.suggestions.pages import Refused
from essaimage_wagtail.wiki.suggestions.passages import place_in
from essaimage_wagtail.wiki.visitors.options import chosen
from essaimage_wagtail.wiki.visitors.text import cleaned

from .translating import translate
from .visits import queries

pytestmark = pytest.mark.django_db
TEXT = '<p>Les habitants <b>sèment</b> avec <a href="https://example.org/">la régie</a>.</p><p>On partage.</p>'
NO_TRAP = {"VISITORS": {"fewest_seconds": 0}}


@pytest.fixture(autouse=True)
def at_once(settings):
    """Forms are sent as soon as they are shown."""
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, **NO_TRAP}


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Jardins", body=[("description", {"text": TEXT}), ("context", {"text": "<p>De la place.</p>"})])


def improve_url(page, place=""):
    args = [page.translation_key, page.locale.language_code, *([place] if place else [])]
    return reverse("essaimage:wiki:improve", args=args)


def section(page, number=0):
    return page.body[number].id


def shown(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response


def fields(response):
    """What a browser would send of a form as it is shown."""
    form = response.context["form"]
    data = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in data.items() if value not in (None, False)}
    return {"token": response.context["token"], **sent}


def send(client, url, status=302, /, **changed):
    response = client.post(url, {**fields(client.get(url)), **changed})
    assert response.status_code == status, response.content.decode()
    return response


def suggest(client, page, place=None, **changed):
    send(client, improve_url(page, section(page) if place is None else place), **changed)
    return Suggestion.objects.latest("pk")


@pytest.fixture
def moderate(editor):
    """``moderate(suggestion, "accept", **changed)``: as the page of the admin would send it."""

    def moderate(suggestion, action, /, **changed):
        url = reverse("essaimage_suggestion", args=[suggestion.pk])
        shown = editor.get(url).context["shown"]
        data = {f"text-{item.change.number}": item.field for item in shown if item.change.now is not None}
        data |= {f"now-{item.change.number}": item.change.now for item in shown if item.change.now is not None}
        response = editor.post(url, {**data, action: "1", **changed}, follow=True)
        suggestion.refresh_from_db()
        return response

    return moderate


def draft(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def text(page, number=0):
    return page.body[number].value["text"].source


def said(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def sent_to(address):
    return [message for message in mail.outbox if message.to == [address]]


def test_a_suggestion_goes_from_the_page_to_its_draft_and_its_author_is_named(
    client, sheet, moderate, editor, django_capture_on_commit_callbacks
):
    html = client.get(sheet.url).content.decode()
    assert all(improve_url(sheet, place) in html for place in (section(sheet), section(sheet, 1), ""))
    with django_capture_on_commit_callbacks(execute=True):
        one = suggest(
            client,
            sheet,
            name="  Awa\u202e Diop ",
            email="awa@example.org",
            consent="on",
            publish_name="on",
            **{"text-0": "Les habitantes sèment et récoltent avec la régie."},
        )
    assert (one.name, one.section, [row["position"] for row in one.texts]) == ("Awa Diop", "Description", [0])
    # The author is asked whether the address is theirs; a moderator is told that something waits.
    (message,) = sent_to("awa@example.org")
    assert [each.to for each in mail.outbox] == [["awa@example.org"], ["admin@example.com"]]
    confirm = re.search(r"https?://\S+/confirm/\S+", message.body)[0].partition("localhost")[2]
    assert one.get_absolute_url() in message.body
    assert message.alternatives[0][1] == "text/html"
    own = one.get_absolute_url()
    assert "En attente" in said(client.get(own)) or "Waiting" in said(client.get(own))
    client.post(f"{own}confirm/forged/")
    one.refresh_from_db()
    assert one.email_confirmed_at is None
    client.get(confirm)
    one.refresh_from_db()
    assert one.email_confirmed_at is None, "by a mail program that looks ahead"
    client.post(confirm)

    url = reverse("essaimage_suggestion", args=[one.pk])
    item = editor.get(url).context["shown"][0]
    assert [words for differs, words in item.new if differs] == ["habitantes", " et récoltent"]
    with django_capture_on_commit_callbacks(execute=True):
        moderate(one, "accept", answer="Merci !\r\nBcc: x@example.org")
    assert (one.state, one.decided_by.username) == ("accepted", "admin")
    assert text(SheetPage.objects.get()) == TEXT, "as readers see it"
    # Links and emphases stay where their words stay.
    assert text(draft(sheet)) == TEXT.replace("habitants <b>sèment</b>", "habitantes <b>sèment</b> et récoltent")
    assert one.revision == SheetPage.objects.get().latest_revision
    _first, answer = sent_to("awa@example.org")
    assert {"Bcc", "bcc"}.isdisjoint(answer.message())
    assert own in answer.body
    history = editor.get(reverse("wagtailadmin_pages:history", args=[sheet.pk]))
    assert "Awa Diop" in history.content.decode()
    assert one.version is None
    assert "#section" not in client.get(own).content.decode()
    one.revision.publish()
    assert f"#section-{section(sheet)}" in client.get(own).content.decode()
    public = client.get(reverse("essaimage:wiki:history", args=[sheet.translation_key, "fr"])).content.decode()
    assert public.count("Awa Diop") == 1
    assert "Proposé par" in public


def test_pages_cost_the_same_and_are_the_same_for_everybody(client, sheet, editor, make_method, make_step, make_common):
    common = make_common("Charte", description="<p>Une page.</p>")
    method = make_method()
    step = make_step(method, "Lire", instructions=[("text", {"text": "<p>Lisez.</p>"})], tips="<p>À deux.</p>")
    for page, place in ((common, "description"), (step, step.instructions[0].id), (method, "")):
        assert improve_url(page, place) in client.get(page.url).content.decode()
        assert shown(client, improve_url(page, place)).context["form"].text_fields
    whole = client.get(method.url, {"view": "whole"}).content.decode()
    assert improve_url(step, step.instructions[0].id) in whole
    anonymous = queries(client, sheet.url)
    assert not [sql for sql in anonymous if "essaimage_wiki" in sql]
    assert improve_url(sheet, section(sheet)) in editor.get(sheet.url).content.decode()
    # A site without the app, or without its addresses, shows nothing.
    with override_settings(ROOT_URLCONF="wagtail.urls"):
        context = {"owner": sheet, "code": "fr"}
        assert not render_to_string("essaimage_wagtail/includes/improve.html", context).strip()
        assert [problem.id for problem in checks.check_addresses(None)] == ["essaimage_wagtail.W202"]
    assert checks.check_addresses(None) == []
    # The form is for one person, and offers the editor to those who may use it.
    form = client.get(improve_url(sheet, section(sheet)))
    assert "no-store" in form["Cache-Control"]
    assert form["X-Robots-Tag"] == "noindex, nofollow"
    assert "contentpath" not in form.content.decode()
    edit = f'/edit/#:w:contentpath=body.{section(sheet)}"'
    assert edit in editor.get(improve_url(sheet, section(sheet))).content.decode()


def test_a_conflict_shows_three_versions_and_overwrites_nothing(client, sheet, moderate, editor):
    one = suggest(client, sheet, **{"text-1": "On partage les récoltes."})
    changed = draft(sheet)
    changed.body[0].value["text"].source = TEXT.replace("On partage.", "On partage tout, le samedi.")
    changed.save_revision()
    page = editor.get(reverse("essaimage_suggestion", args=[one.pk]))
    (item,) = page.context["shown"]
    assert item.change.conflicts
    for label, words in (("meanwhile", [" tout, le samedi"]), ("wanted", [" les récoltes"])):
        assert [words for differs, words in getattr(item, label)[1] if differs] == words
    assert 'name="publish"' not in page.content.decode(), "somebody's draft would be published with it"
    moderate(one, "accept")
    assert (one.state, "On partage tout, le samedi." in text(draft(sheet))) == ("waiting", True)
    # What was changed while the moderator looked.
    moderate(one, "accept", **{"now-0": "On partage.", "compared-0": "1"})
    assert one.state == "waiting"
    moderate(one, "publish", **{"text-0": "On partage les récoltes, le samedi.", "compared-0": "1"})
    assert one.state == "changed"
    assert "On partage les récoltes, le samedi." in text(draft(sheet))
    assert text(SheetPage.objects.get()) == TEXT
    # A second moderator is told who was first.
    assert "admin" in said(moderate(one, "refuse"))
    assert one.state == "changed"
    with pytest.raises(Refused, match="admin"):
        deciding.refuse(one, one.decided_by, "")


def test_accept_and_publish_at_once_and_leave_a_text(client, sheet, moderate):
    one = suggest(client, sheet, **{"text-0": "Autre chose.", "text-1": ""})
    moderate(one, "publish", **{"leave-0": "1"})
    assert (one.state, one.revision_id) == ("changed", SheetPage.objects.get().live_revision_id)
    assert text(SheetPage.objects.get()).startswith("<p>Les habitants <b>sèment</b>")
    assert "On partage" not in text(SheetPage.objects.get())
    remark = suggest(client, sheet, kind="link", remark="https://example.org/ ne répond plus.")
    assert (
        "https://example.org/ ne" in said(moderate(remark, "accept", answer="Corrigé.")) or remark.state == "accepted"
    )
    assert 'href="https://example.org/ ne' not in client.get(remark.get_absolute_url()).content.decode()


def test_who_may_decide_and_what_is_in_the_way(client, sheet, moderate, django_user_model, site):
    one = suggest(client, sheet, **{"text-1": "Ensemble."})
    other = Client()
    stranger = django_user_model.objects.create_user("stranger", password="x")
    group = Group.objects.create(name="Spanish editors")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    rights = Permission.objects.filter(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=site.home["es"], permission=rights.get())
    stranger.groups.add(group)
    other.force_login(stranger)
    url = reverse("essaimage_suggestion", args=[one.pk])
    assert other.get(url, follow=True).redirect_chain or other.get(url).status_code == 403
    assert "Jardins" not in said(other.get(reverse("essaimage_suggestions")))
    GroupPagePermission.objects.create(group=group, page=site.home["fr"], permission=rights.get())
    assert "(1)" in other.get(reverse("wagtailadmin_home")).content.decode()
    assert "Jardins" in said(other.get(reverse("essaimage_suggestions")))
    assert 'name="accept"' in other.get(url).content.decode()
    assert 'name="publish"' not in other.get(url).content.decode()
    # Filters: by territory, language, state.
    listed = reverse("essaimage_suggestions")
    assert "Jardins" in said(other.get(listed, {"state": "all", "language": "fr", "page_title": "jard"}))
    assert "Jardins" not in said(other.get(listed, {"state": "refused"}))
    # Another person has the page open; it is locked.
    other.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk]))
    page = moderate(one, "nothing", **{"now-0": "other"})
    assert "stranger" in said(page)
    SheetPage.objects.filter(pk=sheet.pk).update(locked=True, locked_by=stranger, locked_at=timezone.now())
    moderate(one, "accept")
    assert one.state == "waiting"
    SheetPage.objects.filter(pk=sheet.pk).update(locked=False)
    workflow = Workflow.objects.create(name="W")
    task = GroupApprovalTask.objects.create(name="T")
    task.groups.add(group)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    workflow.start(SheetPage.objects.get(), stranger)
    assert editor_sees(one, stranger, "workflow")


def editor_sees(suggestion, user, words):
    client = Client()
    client.force_login(user)
    return client.get(reverse("essaimage_suggestion", args=[suggestion.pk])).context[words]


def test_robots_floods_and_forged_forms_are_kept_out(client, sheet, settings):
    url = improve_url(sheet, section(sheet))
    told = {"website": "https://spam.example", "remark": "x"}
    assert "spam" in send(client, url, 422, **told).content.decode(), "what was typed is kept"
    settings.ESSAIMAGE = {"SUGGESTIONS": {"per_visitor": 3, "per_site": 5}}
    send(client, url, 422, remark="too fast")
    settings.ESSAIMAGE = {**NO_TRAP, "SUGGESTIONS": {"per_visitor": 3, "per_site": 5}}
    token = client.get(improve_url(sheet)).context["token"]
    for forged in ("", "forged", token, token[:-1] + "x", "\x00"):
        assert "Garder ceci" in send(client, url, 422, token=forged, remark="Garder ceci").content.decode()
    with freeze(timedelta(hours=25)):
        old = client.get(url).context["token"]
    send(client, url, 422, token=old, remark="x")
    assert not Suggestion.objects.exists()
    # Sent twice, it is one; sent again by somebody else, it does not tell them the author's address.
    data = {**fields(client.get(url)), "remark": "Une fois"}
    first, second = client.post(url, data), client.post(url, data)
    assert first.url == second.url
    stolen = client.post(url, data, REMOTE_ADDR="192.0.2.9")
    assert (stolen.status_code, first.url in stolen.content.decode()) == (429, False)
    assert Suggestion.objects.count() == 1
    # A household is counted by its network, the site as a whole.
    for number in range(4):
        data = {**fields(client.get(url)), "remark": "x"}
        answer = client.post(url, data, REMOTE_ADDR=f"2001:db8::{number}")
        assert answer.status_code == (302 if number < 3 else 429)
    for number in range(9):
        data = {**fields(client.get(url)), "remark": "x"}
        client.post(url, data, REMOTE_ADDR=f"198.51.100.{number}")
    assert Suggestion.objects.count() == 5
    assert not Suggestion.objects.filter(visitor__contains=".").exists(), "a hash, no address"
    # A question of the site's.
    settings.ESSAIMAGE = {"VISITORS": {"fewest_seconds": 0, "questions": {"fr": ["Deux et trois ?", "5", "cinq"]}}}
    send(client, url, 422, remark="x", answer="6")
    send(client, url, 302, remark="x", answer=" Cinq ")
    settings.ESSAIMAGE = {**NO_TRAP, "SUGGESTIONS": {"anonymous": False}}
    assert "form-title" not in client.get(url).content.decode()
    send(client, url, 403, remark="x")


@contextmanager
def freeze(ago):
    with pytest.MonkeyPatch.context() as patch:
        now = time.time()
        patch.setattr("django.core.signing.time.time", lambda: now - ago.total_seconds())
        yield


def test_bad_input_gets_a_message_and_loses_nothing(client, sheet, django_capture_on_commit_callbacks):
    url = improve_url(sheet, section(sheet))
    huge = client.post(url, {**fields(client.get(url)), "remark": "x" * 5_000_000})
    assert huge.status_code == 413
    assert 'role="alert"' in huge.content.decode()
    long = send(client, url, 422, remark="y" * 20_001)
    assert "y" * 20_001 in long.content.decode()
    for email in ("a@example.org\nBcc: b@example.org", "a@example.org\r\n\r\nbody", "no address"):
        send(client, url, 422, remark="x", email=email, consent="on")
    send(client, url, 422, remark="x", name="Awa")
    send(client, url, 422)
    assert Client(enforce_csrf_checks=True).post(url, {"remark": "x"}).status_code == 403
    assert Suggestion.objects.count() == 0
    # Bytes that are no UTF-8, a null, a script.
    form = "&".join(f"{quote(key)}={quote(str(value))}" for key, value in fields(client.get(url)).items())
    script = "<script>alert(1)</script>"
    body = form.replace("text-1=On%20partage.", f"text-1=%FF%00{quote(script)}")
    assert client.post(url, body, content_type="application/x-www-form-urlencoded").status_code in (302, 422)
    one = suggest(client, sheet, remark=script, kind="other", **{"text-1": script})
    own = client.get(one.get_absolute_url()).content.decode()
    assert (script in own, "&lt;script&gt;" in own) == (False, True)
    with django_capture_on_commit_callbacks(execute=True):
        for _number in range(3):
            suggest(client, sheet, remark="x", email="victim@example.org", consent="on", name="A\x0bB")
        send(client, url, 429, remark="x", email="Victim@example.org", consent="on")
    assert len(mail.outbox) == 3


def test_a_section_that_changes_under_the_form_keeps_what_was_typed(client, sheet):
    url = improve_url(sheet, section(sheet))
    data = {**fields(client.get(url)), "text-1": "On partage tout."}
    changed = draft(sheet)
    changed.body[0].value["text"].source = TEXT.replace("avec", "près de")
    changed.save_revision().publish()
    answer = client.post(url, data)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert [form[f"text-{number}"].value() for number in (0, 1)] == [
        "Les habitants sèment près de la régie.",
        "On partage tout.",
    ]
    # A paragraph is gone: what was typed for it goes into the remark.
    changed.body[0].value["text"].source = "<p>Court.</p>"
    changed.save_revision().publish()
    form = client.post(url, data).context["form"]
    assert ("On partage tout." in form["remark"].value(), form["text-0"].value()) == (True, "Court.")


def test_pages_that_may_not_be_seen_take_nothing(client, sheet, site, make_sheet, moderate):
    kept = suggest(client, sheet, remark="Pour plus tard", **{"text-1": "Ensemble."})
    url, data = improve_url(sheet, section(sheet)), fields(client.get(improve_url(sheet, section(sheet))))
    hidden = make_sheet("Brouillon", body=[("description", {"text": "<p>Secret</p>"})], publish=False)
    assert client.get(improve_url(hidden, hidden.body[0].id), follow=True).status_code == 404
    assert client.get("/essaimage/wiki/improve/not-a-key/fr/%FF/", follow=True).status_code == 404
    # A section that is gone: what is said of it is about the page.
    gone = client.get(improve_url(sheet, "3f1c"))
    assert (gone.status_code, gone.context["is_gone"]) == (410, True)
    restriction = PageViewRestriction.objects.create(page=sheet, restriction_type="login")
    assert client.post(url, {**data, "remark": "x"}, follow=True).status_code == 404
    restriction.delete()
    sheet.unpublish()
    assert client.post(url, {**data, "remark": "x"}, follow=True).status_code == 404
    assert "Secret" not in client.get(kept.get_absolute_url()).content.decode()
    elsewhere = site.root.add_child(instance=Page(title="Other", slug="other", locale=site.locales["fr"]))
    Site.objects.create(hostname="other.example", root_page=elsewhere)
    theirs = make_sheet("Ailleurs", body=[("description", {"text": "<p>Là-bas</p>"})], parent=elsewhere)
    assert client.get(improve_url(theirs, section(theirs)), follow=True).status_code == 404
    # The section, then the page, is deleted while a suggestion waits: it is kept, and can be refused.
    without = draft(sheet)
    without.body = [("context", {"text": "<p>Autre</p>"})]
    without.save_revision()
    moderate(kept, "accept", **{"text-0": "x", "now-0": ""})
    assert kept.state == "waiting"
    sheet.delete()
    moderate(kept, "accept")
    assert kept.state == "waiting"
    moderate(kept, "refuse", answer="La page n’est plus là.")
    assert kept.state == "refused"
    assert "La page n’est plus là." in client.get(kept.get_absolute_url()).content.decode()
    client.post(kept.get_absolute_url())
    kept.refresh_from_db()
    assert kept.state == "refused", "withdrawn too late"


def test_a_translation_takes_words_that_the_next_sync_keeps(client, sheet, site, moderate):
    translate(sheet, "ar", lambda words: words.replace("On partage.", "نتقاسم."))
    arabic = SheetPage.objects.get(locale__language_code="ar")
    arabic.get_latest_revision().publish()
    one = suggest(client, arabic, **{"text-1": "نتقاسم المحصول."})
    moderate(one, "publish")
    arabic.refresh_from_db()
    assert (one.state, "نتقاسم المحصول." in text(arabic), 'href="https://example.org/"' in text(arabic)) == (
        "accepted",
        True,
        True,
    )
    source = TranslationSource.objects.get(object_id=sheet.translation_key)
    source.update_from_db()
    Translation.objects.get(source=source, target_locale=arabic.locale).save_target(publish=True)
    assert "نتقاسم المحصول." in text(SheetPage.objects.get(pk=arabic.pk))


def test_authors_are_exported_erased_and_forgotten_in_time(client, sheet, capsys, moderate):
    known = {"remark": "x", "name": "Zénobie Dupré", "email": "Zenobie@example.org", "consent": "on"}
    one, two = (suggest(client, sheet, **known, **more) for more in ({}, {"publish_name": "on"}))
    third = suggest(client, sheet, remark="x")
    call_command("essaimage_personal_data", "export", "zenobie@EXAMPLE.org")
    data = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in data["suggestions"]] == [one.pk, two.pk]
    assert not [place for place in data["mentions_in_texts"] if place["field"] in ("name", "email")]
    # Withdrawn: the author goes at once. Decided: when the time is over.
    client.post(one.get_absolute_url())
    one.refresh_from_db()
    assert (one.state, one.name, one.email) == ("withdrawn", "", "")
    moderate(two, "accept")
    moderate(third, "refuse")
    long_ago = timezone.now() - timedelta(days=400)
    Suggestion.objects.update(decided_at=long_ago, created_at=long_ago)
    call_command("essaimage_suggestions", "purge")
    (left,) = Suggestion.objects.all()
    assert (left.pk, left.name, left.email, left.visitor) == (two.pk, "Zénobie Dupré", "", "")
    call_command("essaimage_personal_data", "erase", "zenobie dupre", "--delete")
    left.refresh_from_db()
    assert (left.name, left.publish_name) == ("", False)


@pytest.mark.npm
@pytest.mark.filterwarnings("ignore::bs4.MarkupResemblesLocatorWarning")  # in wagtail-localize
def test_hostile_and_strange_texts_come_through_whole(client, sheet, editor, moderate, naughty_strings, settings):
    """The Big List of Naughty Strings (https://github.com/minimaxir/big-list-of-naughty-strings): each is the new text
    of a paragraph; what the page shows is what was sent."""
    settings.ESSAIMAGE = {**NO_TRAP, "SUGGESTIONS": {"per_visitor": 10_000, "per_site": 10_000}}
    place, user = section(sheet), get_user_model().objects.get(username="admin")
    strings = [string for string in naughty_strings if cleaned(string) and cleaned(string) != "On partage."]
    url = improve_url(sheet, place)
    for start in range(0, len(strings), 40):
        some = strings[start : start + 40]
        live = SheetPage.objects.get(pk=sheet.pk)
        live.body = [("description", {"text": "".join(f"<p>Texte {number}</p>" for number in range(len(some)))})]
        live.save_revision().publish()
        url = improve_url(live, section(SheetPage.objects.get(pk=sheet.pk)))
        send(client, url, **{f"text-{number}": string for number, string in enumerate(some)})
        one = Suggestion.objects.latest("pk")
        assert [row["words"] for row in one.texts] == [cleaned(string) for string in some]
        assert client.get(one.get_absolute_url()).status_code == 200
        texts = {number: row["words"] for number, row in enumerate(one.texts)}
        now = {number: row["before"] for number, row in enumerate(one.texts)}
        deciding.accept(one, user, Decision(texts, now, publish=True))
        stored = SheetPage.objects.get(pk=sheet.pk)
        assert [cleaned(passage.words) for passage in place_in(stored, stored.body[0].id).passages] == list(
            texts.values()
        )
        assert not re.search(r"<(?!/?(p|br)\b)", text(stored))
        assert client.get(sheet.url).status_code == 200
    assert len(strings) > 400


@pytest.mark.parametrize(
    ("html", "words", "expected"),
    [
        ("<b>Un</b> mot", "Un autre mot", "<b>Un</b> autre mot"),
        ('Voir <a id="a1">la page</a>.', "Voir la page.", 'Voir <a id="a1">la page</a>.'),
        ('Voir <a id="a1">la page</a>.', "Voir la grande page.", 'Voir <a id="a1">la grande page</a>.'),
        ('Voir <a id="a1">la page</a>.', "Rien.", "Rien."),
        ('<a id="a1">Un lien</a>', "Avant Un lien après", 'Avant <a id="a1">Un lien</a> après'),
        ("a &lt; b", "a < b & c", "a &lt; b &amp; c"),
        ("Une<br/>deux", "Une\ndeux\ntrois", "Une<br/>deux<br/>trois"),
        ("<i>Tout</i>", "", ""),
    ],
)
def test_new_words_keep_links_and_emphases(html, words, expected):
    assert with_words(html, words) == expected


@pytest.mark.parametrize(
    ("setting", "given", "told"),
    [
        ("SUGGESTIONS", {"per_visitor": 5}, []),
        ("SUGGESTIONS", {"per_hour": 5}, ["unknown key 'per_hour'"]),
        ("SUGGESTIONS", {"keep_days": "365"}, ["'keep_days' must be of the type int"]),
        ("SUGGESTIONS", {"per_site": -1}, ["'per_site' must not be negative"]),
        ("VISITORS", {"questions": {"": ["2 + 3 =", "5"]}}, []),
        ("VISITORS", {"questions": {"fr": "2 + 3 ?"}}, ["a question and at least one answer"]),
    ],
)
def test_wrong_settings_are_reported_and_left_at_their_defaults(settings, setting, given, told):
    settings.ESSAIMAGE = {setting: given}
    problems = checks.check_dictionaries(None)
    assert [problem.id for problem in problems] == ["essaimage_wagtail.W201"] * len(told)
    assert all(words in problem.msg for words, problem in zip(told, problems, strict=True))
    kind = checks.DICTIONARIES[setting]
    assert chosen(kind, given) == kind(**({} if told else given))


def test_what_a_word_processor_pastes():
    pasted = "«\xa0Deux\xad-tiers\xa0»\u2028\x0b•\t12\u202f% \u202egnahc\u202c\r\n\x07fin"
    assert cleaned(pasted) == "«\xa0Deux\xad-tiers\xa0»\u2028\n•\t12\u202f% gnahc\nfin"
