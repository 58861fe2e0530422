"""What people meet on a site whose accounts are django-allauth's.

Run by ``tests/test_host_site.py`` with ``tests.allauthsite.settings``.
"""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from essaimage_wagtail.wiki.accounts import addresses, deciding
from essaimage_wagtail.wiki.models import AccountRequest
from tests.asked import ask, last_link, link_in

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def test_who_asks_signs_in_by_allauth_in_the_look_of_the_site(client, site, django_capture_on_commit_callbacks):
    cache.clear()
    with django_capture_on_commit_callbacks(execute=True):
        ask(client)
    client.post(link_in(mail.outbox[0]))
    with django_capture_on_commit_callbacks(execute=True):
        deciding.accept(AccountRequest.objects.get(), None)
    form = client.get(last_link(), follow=True)
    done = client.post(form.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD}, follow=True)
    login = reverse("account_login")
    assert f'href="{login}"' in done.content.decode()
    for code, direction in {"fr": "ltr", "ar": "rtl"}.items():
        html = client.get(login, headers={"accept-language": code}).content.decode()
        assert re.search(rf'<html class="essaimage" lang="{code}" dir="{direction}">', html)
        assert html.count("<main") == html.count("<h1") == 1
        assert reverse("essaimage:wiki:ask", args=[code]) in html
    # No second message that asks to confirm the address.
    sent = len(mail.outbox)
    answer = client.post(f"{login}?next=/fr/", {"login": "awa@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.url, len(mail.outbox)) == (302, "/fr/", sent)
    assert client.get(reverse("account_logout")).context["user"].email == "awa@example.org"


def test_allauth_is_where_people_sign_in_and_nobody_signs_up(client, site, settings):
    login, signup = reverse("account_login"), reverse("account_signup")
    assert addresses.sign_in_url("fr", "/x/") == f"{login}?next=%2Fx%2F"
    own = reverse("essaimage:wiki:sign_in", args=["fr"])
    get_user_model().objects.create_user("awa", "awa@example.org", PASSWORD)
    assert client.post(own, {"username": "awa", "password": PASSWORD}).url == login, "no second way in"
    data = {"email": "b@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert "account/signup_closed.html" in [one.name for one in client.post(signup, data).templates]
    assert get_user_model().objects.count() == 1
    settings.ESSAIMAGE = {}
    assert addresses.ask_url("fr") == signup
    client.post(signup, data)
    assert get_user_model().objects.count() == 2
