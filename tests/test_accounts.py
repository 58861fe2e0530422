"""Accounts: who asks for one, who accepts it, and how people sign in."""

from contextlib import suppress
from datetime import timedelta
from unittest import mock
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry, Page, PageViewRestriction, Site
from wagtail.users.models import UserProfile

from essaimage_wagtail.models import Territory
from essaimage_wagtail.personal_data import person as people
from essaimage_wagtail.wiki import checks
from essaimage_wagtail.wiki.accounts import addresses, asking, deciding
from essaimage_wagtail.wiki.accounts.mailing import request_token
from essaimage_wagtail.wiki.accounts.making import Refused
from essaimage_wagtail.wiki.models import AccountRequest

from .asked import ASKING, AWA, ask, ask_url, last_link, link_in, waiting

pytestmark = pytest.mark.django_db
User = get_user_model()
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def switched_on(settings, site):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, **ASKING}
    cache.clear()


@pytest.fixture
def now(django_capture_on_commit_callbacks):
    """``with now():`` messages are sent as soon as what they are about is written."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def editors(site):
    """A group that may edit the French pages, and publish none."""
    return group("Editors", site.home["fr"], "change_page", "add_page")


def group(name, page, *codenames):
    made = Group.objects.get_or_create(name=name)[0]
    made.permissions.add(Permission.objects.get(codename="access_admin"))
    for permission in Permission.objects.filter(codename__in=codenames, content_type__app_label="wagtailcore"):
        GroupPagePermission.objects.get_or_create(group=made, page=page, permission=permission)
    return made


def accounts(**changed):
    return {**ASKING, "ACCOUNTS": {**ASKING["ACCOUNTS"], **changed}}


def sign_in_url(back="", code="fr"):
    url = reverse("essaimage:wiki:sign_in", args=[code])
    return f"{url}?next={quote(back)}" if back else url


def sign_in(client, name, password=PASSWORD, back="", **meta):
    return client.post(sign_in_url(), {"username": name, "password": password, "next": back}, **meta)


def person(name="awa@example.org", *groups, **fields):
    made = User.objects.create_user(name, fields.pop("email", "awa@example.org"), PASSWORD, **fields)
    made.groups.add(*groups)
    return made


def test_from_asking_to_editing(client, site, editor, editors, now, make_sheet):
    sheet = make_sheet("Jardins", parent=site.home["fr"])
    with now():
        asked = ask(client, name="  Awa\u202e Diop ", email="Awa@Example.org")
    assert asked.url == reverse("essaimage:wiki:asked", args=["fr"])
    one = AccountRequest.objects.get()
    assert (one.name, one.email, one.territory, one.state) == (
        "Awa Diop",
        "awa@example.org",
        site.territory.lille,
        "unconfirmed",
    )
    assert not deciding.requests_for(editor.get("/").wsgi_request.user).exists(), "before it is confirmed"
    (message,) = mail.outbox
    assert (message.to, message.alternatives[0][1]) == (["awa@example.org"], "text/html")
    own = link_in(message)
    client.get(own)
    one.refresh_from_db()
    assert one.state == "unconfirmed", "a mail program that looks ahead"
    client.post(own)
    client.post(own)
    one.refresh_from_db()
    assert one.state == "waiting"

    url = reverse("essaimage_account_request", args=[one.pk])
    assert "(1)" in editor.get(reverse("wagtailadmin_home")).content.decode()
    assert "Editors" in editor.get(url).content.decode()
    with now():
        editor.post(url, {"accept": "1", "answer": "Bienvenue !\r\nBcc: x@example.org"})
    one.refresh_from_db()
    user = one.user
    assert (user.get_username(), user.email, user.get_full_name()) == ("awa@example.org", "awa@example.org", "Awa Diop")
    assert (list(user.groups.all()), user.has_usable_password(), user.is_superuser) == ([editors], False, False)
    assert UserProfile.get_for_user(user).preferred_language == "fr"
    assert ModelLogEntry.objects.get(action=deciding.ACCEPTED).label == f"#{one.pk}", "no name in the log"
    welcome = mail.outbox[-1]
    assert "Bcc" not in welcome.message() and "Bienvenue !" in welcome.body

    form = client.get(last_link(), follow=True)
    assert form.context["validlink"]
    client.post(form.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD})
    improve = reverse("essaimage:wiki:improve", args=[sheet.translation_key, "fr"])
    response = sign_in(client, "awa@example.org", back=f"{improve}?edit")
    assert response.url == f"{improve}?edit"
    edit = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    assert client.get(response.url).url == edit
    assert client.get(edit).status_code == 200
    # The link to set a password worked once.
    assert not Client().get(last_link(), follow=True).context["validlink"]
    client.get(own)


def test_nobody_learns_whether_an_address_has_an_account(client, now):
    person()
    answers = []
    for email in ("awa@example.org", "AWA@example.ORG", "other@example.org"):
        with now():
            response = ask(client, email=email)
        answers.append((response.status_code, response.url, len(mail.outbox)))
    assert answers == [(302, answers[0][1], number) for number in (1, 2, 3)]
    known, _again, new = mail.outbox
    assert (known.to, new.to) == (["awa@example.org"], ["other@example.org"])
    assert sign_in_url() in known.body
    assert "request/" not in known.body
    kept = [(row.state, row.name) for row in AccountRequest.objects.order_by("pk")]
    assert kept == [("known", ""), ("known", ""), ("unconfirmed", "Awa Diop")]
    assert User.objects.count() == 1
    # Nor by what it costs.
    with CaptureQueriesContext(connection) as of_known:
        ask(client, email="awa@example.org", meta={"REMOTE_ADDR": "192.0.2.8"})
    with CaptureQueriesContext(connection) as of_new:
        ask(client, email="third@example.org", meta={"REMOTE_ADDR": "192.0.2.9"})
    assert len(of_known) == len(of_new)


def test_messages_to_an_address_are_few_and_nobody_is_told(client, now, settings):
    settings.ESSAIMAGE = accounts(per_email=2, per_visitor=50)
    with now():
        for _time in range(4):
            ask(client)
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    "email",
    [
        "awa@example.org\r\nBcc: x@example.org",
        "awa@example.org,x@example.org",
        "ſawa@example.org",  # long s, a small s to a database that folds case
        "mıke@example.org",  # dotless i
        "аwa@example.org",  # Cyrillic a
        "ＡＷＡ@example.org",
        "awa@exa mple.org",
        "\x00@example.org",
        "a" * 250 + "@example.org",
        "",
    ],
)
def test_addresses_that_are_none_or_look_like_others_are_refused(client, email):
    response = ask(client, email=email, status=422)
    assert "email" in response.context["form"].errors
    assert not AccountRequest.objects.exists()


def test_an_international_domain_is_written_as_computers_do(client, now):
    with now():
        ask(client, email="awa@bücher.example")
    assert mail.outbox[0].to == ["awa@xn--bcher-kva.example"]


def test_long_and_strange_texts(client, editor, now):
    name = "N" * 101
    assert "name" in ask(client, name=name, status=422).context["form"].errors
    assert "contribution" in ask(client, contribution="x" * 2001, status=422).context["form"].errors
    assert ask(client, contribution="x" * 1_200_000, status=413)
    ask(client, name="<script>alert(1)</script>", contribution="=1+1 <img src=x onerror=y>\n\n{{ 7*7 }}")
    AccountRequest.objects.update(state="waiting")
    one = AccountRequest.objects.get()
    html = editor.get(reverse("essaimage_account_request", args=[one.pk])).content.decode()
    assert "<script>alert" not in html and "<img src=x" not in html
    listed = editor.get(reverse("essaimage_account_requests"), {"export": "csv"})
    assert "'=1+1" in b"".join(listed.streaming_content).decode()


def test_forged_replayed_and_old_forms(client, settings):
    token = client.get(ask_url()).context["token"]
    for forged in ("", "forged", token[:-1] + "x", "\x00", client.get(ask_url("en")).context["token"]):
        assert AWA["contribution"] in ask(client, token=forged, status=422).content.decode()
    assert "website" in ask(client, website="https://spam.example", status=422).content.decode()
    for _time in range(2):
        ask(client, token=token)
    assert AccountRequest.objects.count() == 1
    settings.ESSAIMAGE = {**ASKING, "VISITORS": {"fewest_seconds": 5}}
    ask(client, status=422)
    settings.ESSAIMAGE = {**ASKING, "VISITORS": {"fewest_seconds": 0, "questions": {"": ["2 + 3 =", "5"]}}}
    ask(client, answer="6", status=422)
    ask(client, answer="5")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(ask_url(), AWA).status_code == 403


def test_five_hundred_requests_in_an_hour(client, now, settings):
    settings.ESSAIMAGE = accounts(per_visitor=3, per_site=20)
    for _time in range(3):
        ask(client, email=f"a{_time}@example.org")
    ask(client, email="b@example.org", status=429)
    data, site = {"name": "Awa", "contribution": "x"}, Site.objects.get()
    taken = 0
    with now():
        for number in range(500):
            email = {"email": f"c{number}@example.org"}
            with suppress(asking.TooMany):
                asking.take(data | email, form=uuid4(), code="fr", site=site, who=f"network {number}")
                taken += 1
    assert taken == 17
    ask(client, email="d@example.org", meta={"REMOTE_ADDR": "192.0.2.1"}, status=429)
    assert len(mail.outbox) == 17


def test_the_territory_that_somebody_means(client, site):
    nord, other = site.territory.nord, site.territory.france.add_child(name="Ardennes", level="county")
    lille = other.add_child(name="Lille", level="city")
    nord.add_child(name="Lillers", level="city")
    response = ask(client, place="lille", status=422)
    offered = dict(response.context["form"].fields["territory"].choices)
    assert offered[str(lille.pk)] == "Lille – Ardennes, France"
    assert 'type="radio"' in response.content.decode()
    ask(client, place="lille", territory=str(lille.pk))
    assert AccountRequest.objects.get().territory == lille
    ask(client, place="lillers")
    assert AccountRequest.objects.latest("pk").place == "Lillers"
    # What was not offered is not taken.
    for wrong in (str(nord.pk), "x", "-1", "9" * 30):
        ask(client, place="lille", territory=wrong, status=422)
    ask(client, place="Atlantide", status=422)
    ask(client, place="%_'\"", status=422)
    Territory.objects.all().delete()
    one = AccountRequest.objects.order_by("pk").first()
    assert (one.territory, one.place) == (None, "Lille")
    ask(client, email="none@example.org")
    assert AccountRequest.objects.latest("pk").territory is None, "a site without territories asks for none"


def test_a_forged_link_confirms_nothing_and_says_so(client, site):
    one = waiting(site, state="unconfirmed", confirmed_at=None)
    token = request_token(one)
    for forged in (token[:-1] + ("x" if token[-1] != "x" else "y"), "forged", "sign-in"):
        url = reverse("essaimage:wiki:account_request", args=[forged])
        assert (client.get(url).status_code, client.post(url).status_code) == (410, 410)
    url = reverse("essaimage:wiki:account_request", args=[token])
    AccountRequest.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert not client.get(url).context["can_confirm"]
    client.post(url)
    one.refresh_from_db()
    assert one.state == "unconfirmed"
    AccountRequest.objects.update(created_at=timezone.now())
    # The newest request of an address counts, and its author can withdraw it.
    older = waiting(site)
    client.post(url)
    assert not AccountRequest.objects.filter(pk=older.pk).exists()
    client.post(url, {"withdraw": "1"})
    assert not AccountRequest.objects.exists()
    assert client.get(url).status_code == 410
    response = client.get(url)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_a_rule_accepts_refuses_or_leaves_it_to_a_moderator(client, site, now, settings, editors):
    def asked(**fields):
        one = waiting(site, state="unconfirmed", confirmed_at=None, **fields)
        with now():
            deciding.confirm(one)
        one.refresh_from_db()
        return one

    settings.ESSAIMAGE = accounts(rule="confirmed")
    one = asked()
    assert (one.state, one.decided_by) == ("accepted", None)
    assert list(one.user.groups.all()) == [editors]
    assert asked().state == "waiting", "there is an account by now"
    settings.ESSAIMAGE = accounts(rule="tests.test_accounts.of_the_association")
    assert asked(email="b@ours.example").state == "accepted"
    assert asked(email="b@spam.example").state == "refused"
    assert mail.outbox[-1].to == ["b@spam.example"]
    assert asked(email="b@else.example").state == "waiting"


def of_the_association(asked):
    return {"ours.example": True, "spam.example": False}.get(asked.email.partition("@")[2])


def no_callable_at_all(asked):
    raise AssertionError


def test_groups_by_territory(site, settings):
    for name in ("Editors", "Nord", "France"):
        Group.objects.get_or_create(name=name)
    settings.ESSAIMAGE = accounts(groups=["Nowhere"], groups_by_territory={"FR-59": ["Nord"], "FR": ["France"]})
    names = {
        place: {
            group.name
            for group in deciding.accept(
                waiting(site, email=f"{place}@example.org", territory=where), None
            ).user.groups.all()
        }
        for place, where in {"lille": site.territory.lille, "france": site.territory.france, "none": None}.items()
    }
    assert names == {"lille": {"Nord", "France"}, "france": {"France"}, "none": set()}


def test_who_may_decide(site, make_sheet, editors):
    make_sheet("Jardins", territory=site.territory.nord, parent=site.home["fr"])
    publishers = group("Publishers", site.home["fr"], "publish_page", "change_page")
    lille, france = waiting(site), waiting(site, email="b@example.org", territory=site.territory.france)
    waiting(site, email="c@example.org", state="unconfirmed")
    nowhere = waiting(site, email="d@example.org", territory=None)
    seen = {}
    for name, groups in {"editor": [editors], "publisher": [publishers], "nobody": []}.items():
        seen[name] = set(deciding.requests_for(person(name, *groups)))
    assert seen == {"editor": set(), "publisher": {lille}, "nobody": set()}
    trusted = person("trusted")
    trusted.user_permissions.add(Permission.objects.get(codename="change_accountrequest"))
    assert set(deciding.requests_for(User.objects.get(pk=trusted.pk))) == {lille, france, nowhere}
    client = Client()
    client.force_login(User.objects.get(username="publisher"))
    listed = client.get(reverse("essaimage_account_requests"), {"territory": site.territory.france.pk, "state": "all"})
    assert listed.status_code == 200
    urls = {one: reverse("essaimage_account_request", args=[one.pk]) for one in (lille, france)}
    assert client.get(urls[lille]).status_code == 200
    client.post(urls[france], {"accept": "1"})
    assert not User.objects.filter(email="b@example.org").exists()
    client.force_login(User.objects.get(username="editor"))
    assert "Awa" not in client.get(reverse("essaimage_account_requests"), follow=True).content.decode()


def test_the_list_is_filtered(editor, site):
    waiting(site)
    waiting(site, email="b@example.org", name="Bob", state="refused", territory=site.territory.france, place="France")
    url = reverse("essaimage_account_requests")

    def names(**params):
        return {row.name for row in editor.get(url, params).context["object_list"]}

    assert names() == {"Awa Diop"}
    assert names(state="refused") == {"Bob"}
    assert names(state="all") == {"Awa Diop", "Bob"}
    assert names(state="all", territory=site.territory.nord.pk) == {"Awa Diop"}
    assert names(state="all", name="bo") == {"Bob"}


def test_two_moderators_at_once(site, admin_user, editors, now):
    one, other = waiting(site), person("other", email="other@example.org")
    deciding.accept(one, admin_user)
    with pytest.raises(Refused, match="admin"):
        deciding.refuse(one, other)
    with pytest.raises(Refused, match="admin"):
        deciding.accept(one, other)
    assert User.objects.filter(email="awa@example.org").count() == 1
    gone = waiting(site, email="gone@example.org")
    deciding.withdraw(gone)
    with pytest.raises(Refused):
        deciding.accept(gone, admin_user)
    # Somebody made the account by hand meanwhile, in other letters.
    late = waiting(site, email="late@example.org")
    person("late", email="LATE@example.org")
    with pytest.raises(Refused), now():
        deciding.accept(late, admin_user)
    late.refresh_from_db()
    assert (late.state, mail.outbox) == ("waiting", [])


def test_the_menu_counts_all_that_waits_in_one_query(editor, site, settings):
    waiting(site)
    url = reverse("wagtailadmin_home")
    editor.get(url)

    def statements():
        with CaptureQueriesContext(connection) as context:
            assert editor.get(url).status_code == 200
        return [query["sql"] for query in context.captured_queries]

    with_accounts = statements()
    settings.ESSAIMAGE = {}
    assert len(with_accounts) == len(statements())
    assert "essaimage_account_requests" not in editor.get(url).content.decode()


@pytest.mark.parametrize(
    "back",
    ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", "http:///evil.example"],
)
def test_signing_in_leads_to_no_other_site(client, site, back):
    person()
    assert sign_in(client, "awa@example.org", back=back).url == site.home["fr"].url
    shown = client.get(sign_in_url(back))
    assert shown.context["onward_url"] == site.home["fr"].url


def test_where_signing_in_leads(client, site, editors, make_sheet):
    person()
    person("editor", editors, email="editor@example.org")
    admin, sheet = reverse("wagtailadmin_home"), make_sheet("Jardins")
    assert sign_in(client, "awa@example.org", back=sheet.url).url == sheet.url
    assert sign_in(Client(), "awa@example.org", back=admin).url == site.home["fr"].url, "who may not enter goes round"
    assert sign_in(Client(), "editor").url == admin
    assert sign_in(Client(), "editor", back=sheet.url).url == sheet.url
    page = client.get(sign_in_url(admin))
    assert (page.status_code, page.context["onward_url"]) == (200, site.home["fr"].url)
    # By POST alone.
    out = reverse("essaimage:wiki:sign_out", args=["fr"])
    assert client.get(out).status_code == 405
    assert client.post(out, {"next": "//evil.example"}).url == site.home["fr"].url
    assert not client.get(sign_in_url()).context["user"].is_authenticated


def test_private_pages_and_the_admin_use_the_sign_in_page(client, settings, make_sheet, site):
    settings.WAGTAIL_FRONTEND_LOGIN_URL = settings.WAGTAILADMIN_LOGIN_URL = "essaimage:wiki:sign_in"
    person()
    sheet = make_sheet("Jardins")
    PageViewRestriction.objects.create(page=Page.objects.get(pk=sheet.pk), restriction_type="login")
    asked = client.get(sheet.url)
    assert asked.url == f"{reverse('essaimage:wiki:sign_in')}?next={sheet.url}"
    shown = client.get(asked.url)
    assert shown.headers["Content-Language"] == "fr"
    assert sheet.title not in shown.content.decode()
    back = client.post(asked.url, {"username": "awa@example.org", "password": PASSWORD, "next": sheet.url})
    assert sheet.title in client.get(back.url).content.decode()
    admin = client.get(reverse("wagtailadmin_home"))
    assert client.get(admin.url).status_code == 200, "no redirect in a circle"


def test_attempts_are_few(client, settings):
    settings.ESSAIMAGE = accounts(attempts=3)
    person()
    for _time in range(3):
        assert sign_in(client, "awa@example.org", "wrong").status_code == 200
    assert sign_in(client, "awa@example.org").status_code == 200, "the right password too"
    assert sign_in(Client(), "awa@example.org", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_new_password_is_sent_to_the_owner_alone(client, now, settings, site):
    settings.ESSAIMAGE = accounts(per_email=2)
    user = person("awa", email="Awa@example.org")
    url = reverse("essaimage:wiki:reset_password", args=["ar"])
    answers = {client.post(url, {"email": email}).url for email in ("awa@EXAMPLE.org", "nobody@example.org")}
    assert len(answers) == 1
    (message,) = mail.outbox
    assert message.to == ["Awa@example.org"], "as the account has it, not as it was typed"
    assert "/ar/password/" in last_link()
    for _time in range(3):
        client.post(url, {"email": "awa@example.org"})
    assert len(mail.outbox) == 2
    assert client.get(reverse("essaimage:wiki:set_password", args=["ar", "x", "y-z"])).context["validlink"] is False
    # An account that never had a password, and no account that signs in by other means.
    cache.clear()
    mail.outbox.clear()
    user.set_unusable_password()
    user.save()
    client.post(url, {"email": "awa@example.org"})
    assert mail.outbox == []
    new = deciding.accept(waiting(site, email="new@example.org"), None).user
    client.post(url, {"email": new.email})
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    new.is_active = False
    new.save()
    client.post(url, {"email": new.email})
    assert len(mail.outbox) == 1


def test_where_people_sign_in(client, settings, make_sheet):
    assert addresses.sign_in_url("fr", "/a/?b=c") == f"{sign_in_url()}?next=%2Fa%2F%3Fb%3Dc"
    text = '{% load essaimage_accounts %}{% sign_in_url "fr" %} {% ask_url "fr" %}'
    assert Template(text).render(Context()) == f"{sign_in_url()} {ask_url()}"
    sheet = make_sheet("Jardins")
    improve = reverse("essaimage:wiki:improve", args=[sheet.translation_key, "fr"])
    html = client.get(improve).content.decode()
    assert quote(f"{improve}?edit", safe="") in html and ask_url() in html
    settings.WAGTAILADMIN_LOGIN_URL = "/sso/"
    assert addresses.sign_in_url("fr") == "/sso/"
    assert client.get(sign_in_url("/x/")).url == "/sso/?next=%2Fx%2F"
    person()
    assert sign_in(client, "awa@example.org").url == "/sso/", "no second way in"
    reset = reverse("essaimage:wiki:reset_password", args=["fr"])
    assert client.get(reset, follow=True).status_code == 404
    settings.ESSAIMAGE = accounts(sign_in_url="/members/")
    assert addresses.sign_in_url("fr") == "/members/"
    # A site that has chosen nothing keeps what it had, and has no page of ours.
    del settings.WAGTAILADMIN_LOGIN_URL
    settings.ESSAIMAGE = {}
    assert (addresses.sign_in_url("fr"), addresses.ask_url("fr")) == (reverse("wagtailadmin_login"), "")
    for url in (ask_url(), sign_in_url(), reset):
        assert client.get(url, follow=True).status_code == 404
    assert ask_url() not in client.get(sheet.url).content.decode()


def test_people_who_want_their_data(client, site):
    one = waiting(site, name="Awa  DIOP")
    other = waiting(site, name="Bob", email="bob@example.org")
    data = people.export(people.find("awa@example.org"))
    assert "Un jardin." in str(data)
    people.erase(people.find("awa@example.org"))
    assert set(AccountRequest.objects.all()) == {other}
    assert one.pk


def test_purge(site, capsys):
    def aged(days, **fields):
        one = waiting(site, email=f"{AccountRequest.objects.count()}@example.org", visitor="x", **fields)
        AccountRequest.objects.filter(pk=one.pk).update(created_at=timezone.now() - timedelta(days=days))
        return one

    kept = [aged(300), aged(3, state="unconfirmed"), aged(700, state="accepted", decided_at=timezone.now())]
    long_ago = timezone.now() - timedelta(days=366)
    for state, days in {"known": 2, "unconfirmed": 8, "waiting": 731}.items():
        aged(days, state=state)
    aged(400, state="refused", decided_at=long_ago)
    call_command("essaimage_accounts", "purge")
    assert "4" in capsys.readouterr().out
    assert set(AccountRequest.objects.all()) == set(kept)
    assert set(AccountRequest.objects.values_list("visitor", flat=True)) == {""}


def test_checks(settings):
    assert checks.check_accounts(None) == []
    settings.ESSAIMAGE = accounts(rule="no.such.rule", maker="tests.test_accounts.no_callable")
    assert [problem.id for problem in checks.check_accounts(None)] == ["essaimage_wagtail.W203"] * 2
    settings.ESSAIMAGE = accounts(maker="tests.test_accounts.no_callable_at_all", attempts="many")
    assert checks.check_accounts(None) == []
    assert [problem.id for problem in checks.check_dictionaries(None)] == ["essaimage_wagtail.W201"]
    settings.ESSAIMAGE = ASKING
    with mock.patch.object(User, "REQUIRED_FIELDS", ["email", "phone"]):
        assert [problem.id for problem in checks.check_accounts(None)] == ["essaimage_wagtail.W204"]


def made_by_the_site(asked):
    return User.objects.create_user(f"member-{asked.pk}", asked.email)


def test_the_site_makes_the_account(site, settings, editors):
    settings.ESSAIMAGE = accounts(maker="tests.test_accounts.made_by_the_site")
    one = waiting(site)
    user = deciding.accept(one, None).user
    assert (user.username, list(user.groups.all())) == (f"member-{one.pk}", [editors])


def test_languages(client):
    for code, words in {"ar": 'dir="rtl"', "de": 'lang="de"'}.items():
        for name in ("sign_in", "ask", "asked", "reset_password", "password_sent", "password_set"):
            response = client.get(reverse(f"essaimage:wiki:{name}", args=[code]))
            assert (response.status_code, response.headers["Content-Language"]) == (200, code)
            assert words in response.content.decode()
    # The switcher leads to the same page, and keeps where somebody came from.
    assert f'href="{sign_in_url(code="es")}?next=%2Fx%2F"' in client.get(sign_in_url("/x/", "fr")).content.decode()
    assert client.get(reverse("essaimage:wiki:sign_in"), headers={"accept-language": "es"})["Content-Language"] == "es"
    assert client.get(sign_in_url(code="xx")).headers["Content-Language"] == "fr"
