"""Somebody without an account discusses, and a moderator lets it pass: in a real Chromium, on a phone."""

import mailbox

import pytest
from django.core import mail
from django.core.management import call_command

from essaimage_wagtail.discussions.models import Author, Follow, Message
from essaimage_wagtail.discussions.moderation.deciding import let_pass

from .browsing import PHONE, is_at_ease, is_whole
from .discussing import own_links, say
from .mailing import BY_MAIL, answer, stop_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "VISITORS": {"fewest_seconds": 0}}


def test_without_javascript_on_a_phone(live_server, site, make_sheet, make_thread, make_author, new_page, admin):
    sheet = make_sheet("Jardin partagé du Vert-Bois", slug="jardins")
    thread = make_thread("Qui arrose en août ?", "Nous cherchons un tour.", about=sheet, author=make_author("Bastien"))
    visitor, letters = new_page(viewport=PHONE, java_script_enabled=False), new_page(viewport=PHONE)
    visitor.goto(live_server.url + sheet.url)
    visitor.locator('a[href*="/discussions/page/"]').click()
    visitor.locator(".es-thread__title a").click()
    is_whole(visitor, "discussion")
    visitor.locator(".es-message__acts a").first.click()
    assert visitor.locator("[name=text]").input_value().startswith("> Nous cherchons un tour.")
    visitor.locator("#es-write .es-act button:not([name])").click()
    visitor.locator(".es-form__problems a").first.wait_for()
    is_whole(visitor, "discussion-answer-problems")
    visitor.locator("[name=text]").fill("> Nous cherchons un tour.\n\nUn tableau à l’entrée. https://example.org/tour")
    visitor.locator("button[name=preview]").click()
    visitor.locator("#es-preview .es-message__text a").wait_for()
    assert visitor.url.endswith("#es-preview")
    is_whole(visitor, "discussion-preview")
    assert Message.objects.count() == 1
    visitor.locator("[name=name]").fill("Awa")
    visitor.locator("[name=email]").fill("awa@example.org")
    visitor.locator("[name=consent]").check()
    visitor.locator("#es-preview button[type=submit]").click()
    visitor.wait_for_url("**/discussions/asked/fr/")
    (question,) = mail.outbox
    letters.set_content(question.alternatives[0][0])
    is_at_ease(letters, "discussion-mail")
    visitor.goto(live_server.url + own_links(question)[0])
    is_whole(visitor, "discussion-own")
    visitor.locator("button[name=confirm]").click()
    visitor.locator("#es-own-waiting").wait_for()
    assert visitor.locator("button[name=unfollow]").count() == 1
    # The moderator is told in the menu.
    message = Message.objects.latest("pk")
    admin.goto(f"{live_server.url}/admin/essaimage/discussions/")
    admin.locator(f'a[href$="/discussions/message/{message.pk}/"]').first.click()
    admin.locator("button[name=pass]").wait_for()
    is_at_ease(admin, "discussion-moderation")
    admin.locator("button[name=pass]").click()
    admin.locator(".messages .success").wait_for()
    visitor.goto(f"{live_server.url}/essaimage/discussions/thread/{thread.uuid}/?language=fr")
    shown = visitor.locator(f"#m{message.pk}")
    assert "Un tableau à l’entrée." in shown.inner_text()
    assert shown.locator("details").get_attribute("open") is None
    assert shown.locator(".es-message__text a").get_attribute("rel") == "nofollow ugc noopener"
    is_whole(visitor, "discussion-answered")


def test_in_arabic_by_keyboard(live_server, site, make_thread, make_author, new_page):
    layla = make_author("ليلى")
    thread = make_thread("كيف نجد المتطوّعين؟", "أين وجدتم أوّل المتطوّعين؟", author=layla, language="ar")
    say(thread, "En français : au marché. Regardez https://example.org/marche", make_author("Bastien"), language="fr")
    reader = new_page(locale="ar", viewport=PHONE)
    reader.goto(f"{live_server.url}/essaimage/discussions/?language=ar")
    assert reader.locator("html").get_attribute("dir") == "rtl"
    is_at_ease(reader, "discussions-ar")
    reader.locator("[name=q]").fill("متطوعين")
    reader.keyboard.press("Enter")
    reader.locator(".es-thread__title a").click()
    reader.locator(".es-message").first.wait_for()
    is_at_ease(reader, "discussion-ar")
    french = reader.locator(".es-message__text[lang=fr]")
    assert french.get_attribute("dir") == "ltr"
    reader.locator("main .es-button").focus()
    reader.keyboard.press("Enter")
    reader.locator("main form [name=text]").wait_for()
    is_at_ease(reader, "discussion-write-ar")
    reader.locator("[name=text]").fill("في السوق")
    reader.locator("[name=name]").fill("سامي")
    reader.locator("[name=email]").fill("sami@example.org")
    reader.locator("[name=consent]").check()
    reader.locator("[name=consent]").press("Enter")
    reader.wait_for_url("**/discussions/asked/ar/")
    is_at_ease(reader, "discussion-asked-ar")
    reader.goto(live_server.url + own_links(mail.outbox[0])[0])
    is_at_ease(reader, "discussion-own-ar")


@pytest.mark.parametrize(
    ("code", "title", "asked", "answered"),
    [
        ("fr", "Qui arrose en août ?", "Nous cherchons un tour.", "Je prends le mardi."),
        ("ar", "من يسقي في آب؟", "نبحث عن مناوبة.", "سأتولّى يوم الثلاثاء."),
    ],
)
def test_followed_answered_and_ended_by_e_mail(
    live_server, site, make_thread, make_author, new_page, settings, tmp_path, admin_user, code, title, asked, answered
):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, **BY_MAIL}
    bastien = make_author("Bastien")
    thread = make_thread(title, author=bastien, language=code)
    url = f"{live_server.url}/essaimage/discussions/thread/{thread.uuid}/?language={code}"
    reader, letters = new_page(viewport=PHONE, java_script_enabled=False), new_page(viewport=PHONE)
    reader.goto(url)
    reader.locator(f'main a[href$="/follow/{code}/"]').click()
    reader.locator("[name=email]").fill("sami@example.org")
    reader.locator("[name=consent]").check()
    reader.locator("main button[type=submit]").click()
    reader.wait_for_url(f"**/discussions/asked/{code}/")
    reader.goto(live_server.url + own_links(mail.outbox[-1])[0])
    reader.locator("button[name=follow]").click()
    reader.locator("button[name=unfollow]").wait_for()
    # What is said then comes by e-mail, and is answered there.
    say(thread, asked, bastien)
    sent = mail.outbox[-1]
    assert (sent.to, asked in sent.body) == (["sami@example.org"], True)
    letters.set_content(sent.alternatives[0][0])
    is_at_ease(letters, f"discussion-letter-{code}")
    sami = Author.objects.get(email="sami@example.org")
    mailbox.Maildir(tmp_path / "box").add(answer(sami, sent, f"{answered}\n\n> {asked}\n").as_bytes())
    call_command("essaimage_discussions", "receive", maildir=tmp_path / "box")
    message = Message.objects.get(author=sami)
    waits = mail.outbox[-1]
    reader.goto(live_server.url + own_links(waits)[0])
    reader.locator("#es-own-waiting").wait_for()
    is_whole(reader, f"discussion-waits-{code}")
    let_pass(message, admin_user)
    letters.set_content(mail.outbox[-1].alternatives[0][0])
    is_at_ease(letters, f"discussion-passed-{code}")
    reader.goto(url)
    shown = reader.locator(f"#m{message.pk}")
    assert shown.locator(".es-message__text").inner_text().strip() == answered
    assert asked in shown.locator("details").text_content()
    is_whole(reader, f"discussion-by-mail-{code}")
    # One click ends it.
    reader.goto(live_server.url + stop_url(sent))
    reader.locator("main button[type=submit]").click()
    reader.locator("main button").wait_for(state="detached")
    is_whole(reader, f"discussion-ended-{code}")
    number = len(mail.outbox)
    say(thread, "…", bastien)
    assert (Follow.objects.filter(author=sami).count(), len(mail.outbox)) == (0, number)
