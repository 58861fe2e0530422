"""People who write in discussions and follow them: with an account, or by an address that they confirm."""

import pytest
from django.core import mail

from essaimage_wagtail.discussions.choices import State
from essaimage_wagtail.discussions.models import Author, Follow, Message, Report, Thread
from essaimage_wagtail.discussions.people import asking

from .discussing import address, own_links, say, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


@pytest.fixture
def thread(make_thread, make_author):
    return make_thread("Arroser", "Qui arrose ?", author=make_author("Bastien"))


def test_a_visitor_begins_a_discussion_and_confirms_it(client, site, make_sheet, mailed):
    sheet = make_sheet("Jardins")
    url = address("start", "fr", query=f"page={sheet.translation_key}")
    response, (question,) = mailed(written, client, url)
    assert response.url == address("asked", "fr")
    thread, message = Thread.objects.get(), Message.objects.get()
    assert (thread.subject, message.state) == (str(sheet.translation_key), State.UNCONFIRMED)
    assert client.get(address("thread", thread.uuid), follow=True).status_code == 404
    assert "Arroser" not in client.get(address("threads")).content.decode()
    assert "Qui arrose" in question.body
    (own,) = own_links(question)
    assert Message.objects.get().state == State.UNCONFIRMED, "a program that follows links changes nothing"
    page = client.get(own)
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("same-origin", True)
    client.post(own, {"confirm": message.pk})
    message.refresh_from_db()
    assert (message.state, Follow.objects.get().confirmed_at is not None) == (State.WAITING, True)
    page = client.get(own)
    assert "Qui arrose" in page.content.decode()
    assert [one["is_named"] for one in page.context["followed"]] == [True], "they know the title of what they began"
    # Once a moderator has let one pass, the next is read as soon as it is confirmed.
    Author.objects.update(is_trusted=True)
    _response, (question,) = mailed(written, client, url, text="Et en septembre ?", email="AWA@Example.org")
    client.post(own_links(question)[0], {"confirm": Message.objects.latest("pk").pk})
    assert Message.objects.latest("pk").state == State.SHOWN
    assert Author.objects.count() == 1


def test_nobody_writes_in_the_name_of_somebody_else(client, thread, make_author, mailed, django_user_model):
    awa = make_author("Awa", is_trusted=True)
    url = address("answer", thread.uuid, "fr")
    _response, (question,) = mailed(written, client, url, name="Mallory", follow="on")
    assert Message.objects.latest("pk").state == State.UNCONFIRMED
    awa.refresh_from_db()
    assert (awa.name, Follow.objects.get().confirmed_at) == ("Awa", None)
    # An account that names the address is asked as well.
    client.force_login(django_user_model.objects.create_user("mallory", email="awa@example.org"))
    assert "email" in client.get(url).context["form"].fields
    mailed(written, client, url, text="Encore")
    assert Message.objects.latest("pk").state == State.UNCONFIRMED
    client.post(own_links(question)[0], {"remove": Message.objects.latest("pk").pk})
    assert not Message.objects.filter(text="Encore").exists()


def test_a_member_answers(client, thread, django_user_model, admin_client):
    user = django_user_model.objects.create_user("awa", email="awa@example.org", first_name="Zoé")
    client.force_login(user)
    url = address("answer", thread.uuid, "fr", query=f"to={thread.messages.get().uuid}")
    form = client.get(url).context["form"]
    assert ("email" in form.fields, "name" in form.fields) == (False, True)
    assert form.initial["text"] == "> Qui arrose ?\n\n"
    response = written(client, url, text="> Qui arrose ?\n\nMoi", email=None, consent=None)
    author, message = Author.objects.get(user=user), Message.objects.latest("pk")
    assert response.url == asking.own_url(author)
    assert (message.text, message.quoted, message.state) == ("Moi", "Qui arrose ?", State.WAITING)
    assert message.answers == thread.messages.first()
    assert (author.name, Follow.objects.get().confirmed_at is None) == ("Awa", False)
    # A moderator does not wait for themselves.
    written(admin_client, url, text="Nous", email=None, consent=None)
    assert Message.objects.latest("pk").state == State.SHOWN
    assert not mail.outbox


def test_bad_input_loses_nothing(client, thread, make_sheet):
    url = address("start", "fr")
    for given, wrong in (
        ({"title": "\u200b\u3164"}, "title"),
        ({"name": "\u2800\u200b"}, "name"),
        ({"text": "x" * 100_000}, "text"),
        ({"text": "> Qui arrose ?"}, "text"),
        ({"email": "awa@example.org\nBcc: all@example.org"}, "email"),
        ({"consent": None}, "consent"),
        ({"written_in": "xx"}, "written_in"),
    ):
        response = written(client, url, **{"text": "Gardé", **given})
        assert response.status_code == 422, given
        assert set(response.context["form"].errors) == {wrong}, given
        assert given.get("text", "Gardé")[:50] in response.content.decode().replace("&gt;", ">")
    text = "a" * 2_000_000
    assert written(client, url, text=text).status_code == 413
    assert client.post(url, {"token": "made up", "text": "Gardé"}).status_code == 422
    written(
        client, url, title="Un\r\nBcc: all@example.org\u202e", text="<script>\x07\u202eoui</script>", name="A\u200bwa"
    )
    message = Message.objects.latest("pk")
    assert message.thread.title == "Un Bcc: all@example.org"
    assert (message.text, message.author.name) == ("<script>oui</script>", "Awa")
    assert client.get(address("start", "fr", query="page=x")).status_code == 410
    assert client.get(address("start", "xx", query="theme=\x00")).status_code == 410
    assert client.get(address("answer", thread.uuid, "fr", query="to=x")).status_code == 200


def test_a_thread_that_is_closed_while_somebody_writes(client, thread, mailed):
    url = address("answer", thread.uuid, "fr")
    _response, (question,) = mailed(written, client, url, text="Avant")
    token = client.get(url).context["token"]
    Thread.objects.update(is_closed=True)
    data = {"text": "Mes mots", "written_in": "fr", "name": "Awa", "email": "awa@example.org", "consent": "on"}
    response = client.post(url, {**data, "token": token})
    assert response.status_code == 409
    assert "Mes mots" in response.content.decode()
    own = own_links(question)[0]
    response = client.post(own, {"confirm": Message.objects.get(text="Avant").pk})
    assert (response.status_code, "Avant" in response.content.decode()) == (409, True)
    assert address("answer", thread.uuid, "fr") not in client.get(address("thread", thread.uuid)).content.decode()


def test_a_form_counts_once_and_not_too_often(client, thread, settings, mailed):
    url = address("answer", thread.uuid, "fr")
    token = client.get(url).context["token"]
    for _time in range(2):
        assert written(client, url, token=token).url == address("asked", "fr")
    assert Message.objects.filter(state=State.UNCONFIRMED).count() == 1
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "DISCUSSIONS": {"per_visitor": 4, "per_email": 2}}
    assert len(mailed(written, client, url, text="Deux")[1]) == 1
    assert len(mailed(written, client, url, text="Trois")[1]) == 0, "the mailbox is left in peace"
    response = written(client, url, text="Quatre", email="other@example.org")
    assert response.status_code in (302, 429)
    response = written(client, url, text="Cinq", email="other@example.org")
    assert (response.status_code, "Cinq" in response.content.decode()) == (429, True)


def test_follow_and_unfollow(client, thread, mailed, admin_client):
    for url in (address("follow", "fr"), address("follow_thread", thread.uuid, "fr")):
        _response, (question,) = mailed(written, client, url)
    own = own_links(question)[0]
    follows = list(Follow.objects.order_by("pk"))
    assert [one.thread for one in follows] == [None, thread]
    client.post(own, {"follow": follows[1].pk})
    assert Follow.objects.get(confirmed_at__isnull=False) == follows[1]
    for one in follows:
        client.post(own, {"unfollow": one.pk})
    assert not Follow.objects.exists()
    assert "Arroser" in client.get(address("report", thread.messages.get().uuid, "fr")).content.decode()
    response = written(client, address("report", thread.messages.get().uuid, "fr"), reason="Publicité")
    assert response.url == address("reported", "fr")
    assert Report.objects.get().reason == "Publicité"
    # Somebody without a name gives one before their message is read.
    _response, (question,) = mailed(written, client, address("answer", thread.uuid, "fr"), name="Awa B.")
    Author.objects.filter(email="awa@example.org").update(name="")
    message = Message.objects.latest("pk")
    assert client.post(own, {"confirm": message.pk, "name": "\u200b"}).status_code == 422
    client.post(own, {"confirm": message.pk, "name": "Awa B."})
    assert Message.objects.get(pk=message.pk).author.name == "Awa B."


def test_who_is_blocked_learns_nothing_here(client, thread, make_author, mailed):
    make_author("Awa", is_blocked=True)
    for url in (address("answer", thread.uuid, "fr"), address("start", "fr")):
        response, messages = mailed(written, client, url)
        assert (response.url, messages) == (address("asked", "fr"), [])
    assert Message.objects.count() == 1


def test_without_an_account_where_the_site_wants_one(client, thread, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "DISCUSSIONS": {"anonymous": False}}
    assert client.get(address("thread", thread.uuid)).status_code == 200
    assert client.get(address("start", "fr")).status_code == 403
    assert client.post(address("answer", thread.uuid, "fr"), {"text": "x"}).status_code == 403
    say(thread, "Encore", None)
    assert client.get(address("thread", thread.uuid)).status_code == 200


def test_see_it_first(client, thread, make_author, mailed, django_user_model):
    """Nothing is kept, nobody is asked who they are, and the same form is sent then."""
    url = address("answer", thread.uuid, "fr", query=f"to={thread.messages.get().uuid}")
    data = {"text": "> Qui arrose ?\n\n<b>Moi</b>", "name": "", "email": "", "consent": None}
    response, messages = mailed(written, client, url, preview="1", **data)
    shown, html = response.context["preview"], response.content.decode()
    assert (response.status_code, messages, Message.objects.count(), Author.objects.count()) == (200, [], 1, 1)
    assert (shown.message.text, shown.message.quoted, shown.url) == ("<b>Moi</b>", "Qui arrose ?", "")
    assert "<p>&lt;b&gt;Moi&lt;/b&gt;</p>" in html
    assert "es-message__acts" not in html
    assert "es-form__problems" not in html
    assert response.context["form"]["text"].value() == "> Qui arrose ?\n\n<b>Moi</b>"
    token = response.context["token"]
    assert written(client, url, preview="1", **{**data, "token": token}).context["token"] == token
    assert written(client, url, text="Moi", token=token).url == address("asked", "fr")
    # What is no message is not shown, and a form that was made up is not sent.
    response = written(client, url, preview="1", text="> Qui arrose ?", token="made up")
    assert (response.status_code, "preview" in response.context) == (422, False)
    response = written(client, address("start", "fr"), preview="1", written_in="ar", token="made up")
    assert response.context["token"] != "made up"
    assert (response.context["preview_title"], response.context["preview"].language.code) == ("Arroser", "ar")
    assert "Awa" in str(response.context["preview"].author.linked)
    # Somebody who signed in is shown by the name that is theirs.
    client.force_login(django_user_model.objects.create_user("zoe", email="zoe@example.org"))
    response = written(client, url, preview="1", text="Moi", name="Zoé", email=None, consent=None)
    assert response.context["preview"].author.name == "Zoé"
    assert not Author.objects.filter(name="Zoé").exists()
