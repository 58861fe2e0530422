"""Discussions as they are read: by everybody, and not at all where what they are about is out of sight."""

import mailbox
from datetime import UTC, datetime

import pytest
from wagtail.models import PageViewRestriction

from essaimage_wagtail.discussions.models import Message, Thread
from essaimage_wagtail.discussions.threads.forms import seen
from essaimage_wagtail.discussions.threads.text import html_of, parted, quoted
from essaimage_wagtail.discussions.writing import hide
from essaimage_wagtail.models import Territory

from .discussing import address, say
from .visits import queries

pytestmark = pytest.mark.django_db


def listed(client, query="", **kwargs):
    return [row.thread.title for row in client.get(address("threads", query=query), **kwargs).context["rows"]]


def test_a_page_that_goes_out_of_sight_takes_its_discussions_along(client, site, make_sheet, make_thread):
    sheet = make_sheet("Jardins")
    thread = make_thread("Secret des semis", "On sème en mars", about=sheet)
    make_thread("Autre chose")
    message = thread.messages.get()
    own = [
        address("thread", thread.uuid),
        address("thread", thread.uuid, query="format=atom"),
        address("thread", thread.uuid, query="format=mbox"),
        address("answer", thread.uuid, "fr"),
        address("follow_thread", thread.uuid, "fr"),
        address("report", message.uuid, "fr"),
        address("message", message.uuid),
    ]
    around = [address("threads"), address("threads", query="q=semis"), address("threads", query="format=atom")]
    restriction = PageViewRestriction(page=sheet, restriction_type="login")
    for hidden, back in (
        (restriction.save, restriction.delete),
        (lambda: type(sheet).objects.get(pk=sheet.pk).unpublish(), lambda: sheet.save_revision().publish()),
        (lambda: Thread.objects.update(is_hidden=True), lambda: Thread.objects.update(is_hidden=False)),
        (lambda: type(sheet).objects.get(pk=sheet.pk).delete(), None),
    ):
        assert "Secret" in client.get(address("threads")).content.decode()
        assert client.get(own[0]).status_code == 200
        hidden()
        for url in own:
            response = client.get(url)
            assert response.status_code == 410, url
            assert "Secret" not in (text := response.content.decode())
            assert "mars" not in text
            assert "Awa" not in text
        of_page = client.get(address("of_page", sheet.translation_key, "fr"))
        assert of_page.status_code == 410 or not of_page.context["rows"]
        for url in around:
            text = client.get(url).content.decode()
            assert ("Secret" in text, "mars" in text) == (False, False), url
        text = b"".join(client.get(address("threads", query="format=mbox")).streaming_content)
        assert b"Secret" not in text
        if back:
            back()


def test_the_same_queries_for_any_number_of_threads_and_messages(client, site, make_sheet, make_thread, make_author):
    sheet = make_sheet("Jardins")
    thread = make_thread("Premier", "Un", "Deux", about=sheet)
    themes = [("theme", str(theme["fr"].translation_key)) for theme in site.themes.values()]
    places = [("territory", one.identifier) for one in Territory.objects.order_by("path")]
    subjects = themes + places
    for about, subject in (themes[0], places[0]):
        Thread.objects.filter(pk=make_thread(subject, "Un").pk).update(about=about, subject=subject)
    of_page = address("of_page", sheet.translation_key, "fr")
    urls = [address("threads"), address("threads", query="q=un"), of_page, address("thread", thread.uuid)]
    few = [len(queries(client, url)) for url in urls]
    for number in range(6):
        other = make_sheet(f"Autre {number}")
        make_thread(f"Fil {number}", "Un", about=other, author=make_author(f"Personne{number}"))
        make_thread(f"Encore {number}", "Un", about=sheet)
        for about, subject in subjects[number % 3 :: 3]:
            apart = make_thread(f"{about} {number}", "Un")
            Thread.objects.filter(pk=apart.pk).update(about=about, subject=subject)
        say(thread, "Encore un", make_author(f"Personne{number}"), answers=thread.messages.first())
    assert [len(queries(client, url)) for url in urls] == few
    assert max(few) <= 24


def test_a_page_links_to_what_is_said_of_it(client, site, make_sheet, make_thread):
    sheet = make_sheet("Jardins", territory=site.territory.lille)
    url = address("of_page", sheet.translation_key, "fr")
    assert f'href="{url}" rel="nofollow"' in client.get(sheet.url).content.decode()
    make_thread("Arroser", about=sheet)
    Thread.objects.filter(about="page").update(is_closed=True, is_pinned=True)
    html = client.get(sheet.url).content.decode()
    assert f'href="{url}"' in html
    assert "(1)</a>" in html
    make_thread("À Lille")
    Thread.objects.filter(title="À Lille").update(about="territory", subject="FR-59350")
    make_thread("Jardiner")
    Thread.objects.filter(title="Jardiner").update(
        about="theme", subject=str(site.themes["garden"]["fr"].translation_key)
    )
    page = client.get(f"{site.directory['fr'].url}territory/FR-59350/lille/")
    assert "territory=FR-59350" in page.content.decode()
    assert listed(client, "territory=FR-59&language=fr") == ["À Lille"], "what lies in it"
    assert listed(client, "territory=FR-59350&language=fr") == ["À Lille"]
    assert listed(client, "theme=garden&language=fr") == ["Jardiner"]
    response = client.get(address("threads", query="territory=FR-59&language=fr"))
    filters = response.context["filters"]
    assert [(one.value, one.number, one.selected) for one in filters.theme_options] == [("garden", 1, False)]
    numbers = {one.value: (one.number, one.selected) for one in filters.territory_options}
    assert numbers == {"FR-59": (1, True), "FR-59350": (1, False)}
    assert '<option value="garden">' in response.content.decode(), "the only one narrows the list too"
    assert listed(client, "about=page&language=fr") == ["Arroser"]
    assert listed(client, "about=nothing&theme=x&territory=\x00&month=0001-01&p=x&in=xx")[0] == "Arroser", "pinned"
    assert listed(client, "month=9999-12&language=fr")[0] == "Arroser"


def test_search_in_the_language_of_each_message(client, site, make_thread, make_author):
    old = make_thread("Arroser les jardins", "Nous arrosions chaque soir", "Merci")
    make_thread("المتطوعون", "نبحث عن مصلّحين متطوّعين", language="ar")
    secret = say(old, "Un mot caché : cornichons", make_author())
    assert listed(client, "q=jardin&language=fr") == ["Arroser les jardins"]
    assert listed(client, "q=arrosé&language=de") == ["Arroser les jardins"]
    assert listed(client, "q=مصلحين&language=ar") == ["المتطوعون"]
    assert listed(client, "q=les&language=fr") == ["Arroser les jardins"], "a stop word alone is looked for"
    assert listed(client, "q=cornichon&language=fr") == ["Arroser les jardins"]
    (row,) = client.get(address("threads", query="q=cornichon&language=fr")).context["rows"]
    assert row.url == address("message", secret.uuid)
    hide(secret)
    assert listed(client, "q=cornichon&language=fr") == []
    assert listed(client, "q=%00%25_&language=fr") == []
    # By month.
    Message.objects.filter(thread=old).update(written_at=datetime(2024, 2, 29, 12, tzinfo=UTC))
    assert listed(client, "month=2024-02") == ["Arroser les jardins"]
    months = client.get(address("threads")).context["months"]
    assert [(month.value, month.count) for month in months][1:] == [("2024-02", 2)]


def test_feed_and_mbox_tell_no_address(client, site, make_thread, make_author, tmp_path):
    thread = make_thread("Arroser\nle <jardin>", "From Lille, bonjour\n\nFrom là", "Réponse")
    first, second = thread.messages.all()
    Message.objects.filter(pk=second.pk).update(answers=first, quoted="bonjour")
    say(thread, "Un mot caché", make_author(), state="hidden")
    feed = client.get(address("thread", thread.uuid, query="format=atom"))
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "example.org" not in (text := feed.content.decode())
    assert ("<name>Awa</name>" in text, "caché" in text) == (True, False)
    path = tmp_path / "discussions.mbox"
    path.write_bytes(b"".join(client.get(address("threads", query="format=mbox")).streaming_content))
    assert b"example.org" not in path.read_bytes()
    one, two = mailbox.mbox(path)
    assert one.get_payload(decode=True).decode().startswith(">From Lille")
    assert one["Subject"] == "Arroser le <jardin>"
    assert two["In-Reply-To"] == two["References"] == one["Message-ID"]
    assert two.get_payload(decode=True).decode() == "> bonjour\n\nRéponse\n"
    assert two["From"] == f"Awa <author-{first.author_id}@invalid>"


def test_members_only(client, site, make_thread, settings, admin_client):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "DISCUSSIONS": {"readers": "members"}}
    thread = make_thread("Entre nous", "Un secret")
    for url in (
        address("threads"),
        address("threads", query="format=atom"),
        address("thread", thread.uuid),
        address("thread", thread.uuid, query="format=mbox"),
        address("answer", thread.uuid, "fr"),
        address("start", "fr"),
        address("message", thread.messages.get().uuid),
    ):
        response = client.get(url)
        assert response.status_code in (302, 403), url
        assert "Entre nous" not in response.content.decode()
    assert "Entre nous" in admin_client.get(address("threads")).content.decode()


def test_plain_text(naughty_strings):
    text = html_of(
        '<script>alert(1)</script> voir (https://example.org/a_(b)).\nJavascript:alert(1)\n\nhttp://x"onclick=1'
    )
    assert "<script" not in text
    assert 'href="https://example.org/a_(b)" rel="nofollow ugc noopener"' in text
    assert text.count("<a ") == 2
    assert text.count("<p>") == 2
    for one in naughty_strings:
        html = html_of(one)
        assert html.count("<") == html.count("<p>") * 2 + html.count("<br>") + html.count("<a ") * 4, one
    assert parted(quoted("Un\n\nDeux") + "\n\nTrois") == ("Trois", "Un\n\nDeux")
    assert parted("> Un\nmoi\n> Deux\nmoi aussi")[1] == ""
    assert (seen("A\u200bwa\u202e"), seen("\u3164\u200b"), seen("🌱"), seen("می\u200cخواهم")) == (
        "Awa",
        "",
        "🌱",
        "می\u200cخواهم",
    )
