"""Moderators of discussions, and people who leave them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry
from wagtail.users.models import UserProfile

from essaimage_wagtail.discussions.choices import State
from essaimage_wagtail.discussions.models import Author, Follow, Message, Report, Thread
from essaimage_wagtail.discussions.people.leaving import purge
from essaimage_wagtail.discussions.permissions import MODERATE
from essaimage_wagtail.discussions.writing import post
from essaimage_wagtail.personal_data.holders import holders

from .discussing import address, say, written

pytestmark = pytest.mark.django_db
LIST = "essaimage_discussions"


def listed(client, **query):
    return [message.text for message in client.get(reverse(LIST), query).context["object_list"]]


def decide(client, message, **data):
    response = client.post(reverse("essaimage_discussion_message", args=[message.pk]), data)
    message.refresh_from_db()
    return response


@pytest.fixture
def moderator(site, make_sheet, django_user_model, client):
    """``moderator(*pages, permission)``: a client of somebody who may edit these pages and no others."""

    def moderator(*pages, permission=""):
        group = Group.objects.create(name="Jardiniers")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        if permission:
            group.permissions.add(Permission.objects.get(codename=permission.rpartition(".")[2]))
        for page in pages:
            GroupPagePermission.objects.create(
                group=group, page=page, permission=Permission.objects.get(codename="change_page")
            )
        user = django_user_model.objects.create_user("gardener", email="gardener@example.org")
        user.groups.add(group)
        client.force_login(user)
        return client

    return moderator


def test_a_moderator_decides(admin_client, make_thread, make_author, client):
    thread = make_thread("Arroser", author=make_author("Bastien"))
    awa = make_author("Awa")
    one, two = (say(thread, text, awa, state="waiting") for text in ("Un", "Deux"))
    say(thread, "Pas encore", make_author("Chloé", confirmed_at=None), state="unconfirmed")
    assert sorted(listed(admin_client)) == ["Deux", "Un"]
    assert "(2)" in admin_client.get(reverse("wagtailadmin_home")).content.decode()
    decide(admin_client, one, **{"pass": "1", "all": "1"})
    two.refresh_from_db()
    awa.refresh_from_db()
    assert (one.state, two.state, awa.is_trusted, listed(admin_client)) == (State.SHOWN, State.SHOWN, True, [])
    thread.refresh_from_db()
    assert thread.number_shown == 3
    # Reported, and kept or hidden.
    for message in (one, two):
        Report.objects.create(message=message, reason="<b>Publicité</b>")
    assert sorted(listed(admin_client, state="reported")) == ["Deux", "Un"]
    assert "<b>Pub" not in admin_client.get(reverse("essaimage_discussion_message", args=[one.pk])).content.decode()
    decide(admin_client, one, keep="1")
    assert decide(admin_client, two, hide="1").status_code == 200, "a reason is asked for"
    decide(admin_client, two, hide="1", reason="Hors sujet")
    assert (one.state, two.state, listed(admin_client)) == (State.SHOWN, State.HIDDEN, [])
    assert "Deux" not in client.get(address("thread", thread.uuid)).content.decode()
    decide(admin_client, one, block="1")
    awa.refresh_from_db()
    assert (awa.is_blocked, awa.is_trusted) == (True, False)
    logged = ModelLogEntry.objects.filter(action__startswith="essaimage_discussions.").values_list("action", "data")
    assert ("essaimage_discussions.hide", {"message": two.pk, "reason": "Hors sujet"}) in list(logged)
    assert "Awa" not in str(list(logged))
    # The discussion itself.
    url = reverse("essaimage_discussion", args=[thread.pk])
    admin_client.post(url, {"title": "Arrosage d’août", "is_pinned": "1", "is_closed": "1"})
    thread.refresh_from_db()
    assert (thread.title, thread.is_pinned, thread.is_closed) == ("Arrosage d’août", True, True)
    admin_client.post(url, {"title": "\u200b", "is_hidden": "1"})
    assert client.get(address("thread", thread.uuid)).status_code == 410
    assert admin_client.get(url).status_code == 200
    mbox = b"".join(admin_client.get(reverse("essaimage_discussions_mbox")).streaming_content)
    assert (b"Deux" in mbox, b"Pas encore" in mbox, b"example.org" in mbox) == (True, False, False)
    assert admin_client.get(reverse(LIST), {"export": "csv", "state": "all"}).status_code == 200


def test_authors_are_told_what_was_decided_in_their_language(admin_client, make_thread, make_author, mailed):
    thread = make_thread("Arroser", author=make_author("Bastien"))
    other = make_thread("Semer", author=make_author("Bastien"))
    layla, chloe = make_author("Layla", language="ar"), make_author("Chloé", email="chloe@example.org")
    one, two = say(thread, "Un", layla, state="waiting"), say(other, "Deux", layla, state="waiting")
    _response, (told,) = mailed(decide, admin_client, one, **{"pass": "1", "all": "1"})
    assert (told.to, address("own", layla.secret) in told.body) == (["layla@example.org"], True)
    html = told.alternatives[0][0]
    assert 'lang="ar" dir="rtl"' in html
    three = say(thread, "Trois", chloe, state="waiting")
    _response, (told,) = mailed(decide, admin_client, three, **{"pass": "1"})
    assert (told.to, address("message", three.uuid) in told.body) == (["chloe@example.org"], True)
    # Refused, or taken away later: why, in the moderator's words, and their own words back.
    four = say(thread, "Quatre <b>", chloe, state="waiting")
    for message in (four, three):
        _response, (told,) = mailed(decide, admin_client, message, hide="1", reason="Hors sujet <i>\nDésolé")
        assert "Hors sujet <i>\nDésolé" in told.body
        assert message.text in told.body
        assert "Hors sujet &lt;i&gt;<br>Désolé" in told.alternatives[0][0]
    assert (mailed(decide, admin_client, three, hide="1", reason="Encore")[1]) == [], "it is hidden already"
    # Nobody answers spam, or writes to who is gone, blocked or out of reach.
    _response, told = mailed(decide, admin_client, two, hide="1", is_spam="1")
    assert (two.state, told) == (State.HIDDEN, [])
    for number, fields in enumerate(({"is_blocked": True}, {"paused_at": timezone.now()}, None)):
        author = make_author(f"De{number}", **(fields or {}))
        message = say(thread, "Encore", author)
        if fields is None:
            author.delete()
        assert mailed(decide, admin_client, message, hide="1", reason="Non")[1] == [], fields


@pytest.mark.usefixtures("at_once")
def test_those_who_look_after_a_discussion_are_told_what_waits(
    site, client, django_user_model, make_sheet, make_thread, make_author, django_capture_on_commit_callbacks, settings
):
    settings.LANGUAGE_CODE = "fr"
    sheet = make_sheet("Jardins partagés")
    about_page, about_site = make_thread("Arroser", about=sheet), make_thread("Bonjour")
    for name, permissions in (("here", ["publish_page"]), ("edits", ["change_page"]), ("site", []), ("quiet", [])):
        user = django_user_model.objects.create_user(name, f"{name}@example.org")
        group = Group.objects.create(name=name)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        if name in ("site", "quiet"):
            group.permissions.add(Permission.objects.get(codename="change_thread"))
        for codename in [*permissions, *(["change_page"] if permissions == ["publish_page"] else [])]:
            permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
            GroupPagePermission.objects.create(group=group, page=sheet, permission=permission)
        user.groups.add(group)
    quiet = UserProfile.get_for_user(django_user_model.objects.get(username="quiet"))
    quiet.submitted_notifications = False
    quiet.save()

    def told(do):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            do()
        return {message.to[0]: message for message in mail.outbox if "/admin/" in message.body}

    new = make_author("Zoé")
    by_page = told(lambda: post(about_page, new, "Première fois", language="fr"))
    assert {*by_page} == {"here@example.org"}
    assert "Première fois" not in by_page["here@example.org"].body and "Arroser" in by_page["here@example.org"].subject
    assert {*told(lambda: post(about_site, new, "Première fois", language="fr"))} == {"site@example.org"}
    shown = about_site.messages.get(state=State.SHOWN)
    report = address("report", shown.uuid, "fr")
    assert {*told(lambda: written(client, report, reason="Publicité"))} == {"site@example.org"}
    assert told(lambda: post(about_site, make_author("Badu", is_trusted=True), "Encore", language="fr")) == {}


def test_a_moderator_sees_what_they_look_after(moderator, make_sheet, make_thread, make_author):
    mine, other = make_sheet("À moi"), make_sheet("Aux autres")
    shown = {}
    for title, about in (("Mien", mine), ("Autre", other), ("Du site", None)):
        thread = make_thread(title, about=about)
        shown[title] = say(thread, title, make_author(f"De{title}"), state="waiting")
    client = moderator(mine)
    assert listed(client) == ["Mien"]
    for title, is_seen in (("Mien", True), ("Autre", False), ("Du site", False)):
        message = shown[title]
        next_url = reverse(LIST if is_seen else "wagtailadmin_home")
        assert decide(client, message, **{"pass": "1"}).url == next_url
        assert (message.state == State.SHOWN) is is_seen
        page = client.get(reverse("essaimage_discussion", args=[message.thread_id]))
        assert (page.status_code == 200 and title in page.content.decode()) is is_seen
    decide(client, shown["Mien"], block="1")
    assert not Author.objects.filter(is_blocked=True).exists(), "who looks after one page blocks nobody on the site"
    mbox = b"".join(client.get(reverse("essaimage_discussions_mbox")).streaming_content)
    assert (b"Mien" in mbox, b"Autre" in mbox) == (True, False)
    Group.objects.get(name="Jardiniers").permissions.add(Permission.objects.get(codename=MODERATE.rpartition(".")[2]))
    assert sorted(listed(client, state="all")) == ["Bonjour", "Bonjour", "Du site", "Mien"]


def test_nobody_else_comes_in(moderator, make_thread, make_author):
    message = say(make_thread("Arroser"), "Attend", make_author(), state="waiting")
    client = moderator()
    for url in (
        reverse(LIST),
        reverse("essaimage_discussion_message", args=[message.pk]),
        reverse("essaimage_discussions_mbox"),
    ):
        assert client.get(url).status_code in (302, 403)
    assert reverse(LIST) not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_people_are_exported_and_erased(client, make_thread, make_author):
    awa = make_author("Awa")
    thread = make_thread("Arroser", "Un", author=awa)
    waiting = say(thread, "Attend", awa, state="waiting")
    Follow.objects.create(author=awa, thread=thread)
    (holder,) = [one for one in holders() if one.name == "discussions"]
    assert holder.find(["AWA@example.org"], []) == holder.find([], ["awa"]) == [awa]
    assert [one["text"] for one in holder.export(awa)["messages"]] == ["Un", "Attend"]
    assert "Awa" not in f"{awa} {thread} {waiting}"
    own = address("own", awa.secret)
    response = client.post(own, {"erase": "name"})
    assert response.url == address("left", "fr")
    assert [message.text for message in Message.objects.all()] == ["Un"]
    page = client.get(address("thread", thread.uuid)).content.decode()
    assert ("Un" in page, "Awa" in page, client.get(own, follow=True).status_code) == (True, False, 404)
    # With all that they wrote: a thread without messages goes, in one with others the number is right.
    awa = make_author("Awa")
    make_thread("Seule", author=awa)
    shared = make_thread("À deux", "Un", author=awa)
    say(shared, "Deux", make_author("Bastien"))
    client.post(address("own", awa.secret), {"erase": "messages"})
    shared.refresh_from_db()
    assert shared.number_shown == 1
    assert not Thread.objects.filter(title="Seule").exists()


def test_what_nobody_needs_is_forgotten(make_thread, make_author, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "DISCUSSIONS": {"confirm_days": 7, "keep_days": 100}}
    old, very_old = timezone.now() - timedelta(days=8), timezone.now() - timedelta(days=101)
    awa = make_author("Awa")
    thread = make_thread("Arroser", author=awa)
    say(thread, "Oublié", make_author("Chloe", confirmed_at=None), state="unconfirmed", written_at=old)
    say(thread, "Caché", make_author("Dora"), state="hidden", written_at=very_old)
    say(thread, "Récent", make_author("Elie", confirmed_at=None), state="unconfirmed")
    begun = Thread.objects.create(site=thread.site, about="site", title="Jamais confirmé", language="fr")
    say(begun, "Non", make_author("Chloe"), state="unconfirmed", written_at=old)
    Author.objects.exclude(name="Awa").update(created_at=old)
    Author.objects.filter(name="Dora").update(created_at=very_old)
    blocked = make_author("Mallory", is_blocked=True)
    Author.objects.filter(pk=blocked.pk).update(created_at=very_old)
    assert purge() == 2
    assert sorted(Author.objects.values_list("name", flat=True)) == ["Awa", "Elie", "Mallory"]
    assert sorted(Message.objects.values_list("text", flat=True)) == ["Bonjour", "Récent"]
    assert not Thread.objects.filter(pk=begun.pk).exists()
