"""Whom a suggestion that waits is told to by e-mail, and in which words."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.urls import reverse
from wagtail.models import GroupPagePermission, Site
from wagtail.users.models import UserProfile

from essaimage_wagtail.wiki.models import Suggestion
from essaimage_wagtail.wiki.moderation.telling import MOST
from essaimage_wagtail.wiki.suggestions.moderators import tell_moderators

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(site, django_user_model):
    """``account("awa", "publish", "fr", language="ar")``: somebody with one permission in the tree of a language."""

    def account(name, permission, tree, *, language="fr", **choices):
        user = django_user_model.objects.create_user(name, f"{name}@example.org", "x")
        group = Group.objects.create(name=name)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for codename in {f"{permission}_page", "change_page"}:
            right = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
            GroupPagePermission.objects.create(group=group, page=site.home[tree], permission=right)
        user.groups.add(group)
        UserProfile.objects.create(user=user, preferred_language=language, **choices)
        return user

    return account


@pytest.fixture
def suggestion(make_sheet):
    sheet = make_sheet("Jardins\u202e & <b>cours</b>")
    return Suggestion.objects.create(
        page_key=sheet.translation_key, language="fr", page_title=sheet.title, kind="other", remark="Le lien est mort."
    )


def told(suggestion):
    mail.outbox = []
    tell_moderators.func(suggestion.pk, Site.objects.get().pk)
    return {message.to[0].partition("@")[0]: message for message in mail.outbox}


def test_who_may_publish_the_page_is_told_in_the_language_of_the_admin(client, account, suggestion):
    account("awa", "publish", "fr", language="ar")
    account("bea", "publish", "fr")
    account("writer", "change", "fr")
    account("translator", "publish", "es")
    account("calm", "publish", "fr", submitted_notifications=False)
    messages = told(suggestion)
    assert set(messages) == {"awa", "bea"}
    assert "lecteur" in messages["bea"].body
    assert "lecteur" not in messages["awa"].body
    address = reverse("essaimage_suggestion", args=[suggestion.pk])
    assert all(address in message.body and "\n" not in message.subject for message in messages.values())
    assert "<b>cours</b>" not in messages["bea"].alternatives[0][0]
    client.login(username="bea", password="x")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("state", ["accepted", "refused", "withdrawn"])
def test_nobody_is_told_of_what_waits_no_more(account, suggestion, state):
    account("bea", "publish", "fr")
    Suggestion.objects.update(state=state)
    assert told(suggestion) == {}
    suggestion.delete()
    assert tell_moderators.func(0, Site.objects.get().pk) == 0


def test_many_suggestions_become_few_messages(account, suggestion):
    account("bea", "publish", "fr")
    sent = sum(len(told(suggestion)) for _time in range(MOST + 3))
    assert sent == MOST
