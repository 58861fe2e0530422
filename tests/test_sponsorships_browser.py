"""A sponsorship from the question to the end, without an account, on a phone: in a real Chromium."""

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from essaimage_wagtail.models import Contact
from essaimage_wagtail.sponsorships.addresses import path_of
from essaimage_wagtail.sponsorships.choices import Side, State
from essaimage_wagtail.sponsorships.models import Sponsorship
from essaimage_wagtail.sponsorships.reminding import remind

from .browsing import PHONE, is_at_ease, is_whole
from .sponsored import ASKER, TEAM, links

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "fr": ("Jardin de la Halle", "Une visite, et vos statuts.", "Deux visites par an.", "On a semé ensemble."),
    "ar": ("حديقة السوق", "زيارة ونظامكم الداخلي.", "زيارتان في السنة.", "زرعنا معًا."),
}


def own(message, part):
    return next(path for path in links(message) if part in path and not path.endswith("/stop/"))


def press(tab, act):
    tab.locator(f"main button[name=act][value={act}]").click()


def read(tab, message, name):
    """Open the HTML of a message as a mail program does."""
    tab.set_content(message.alternatives[0][0])
    is_at_ease(tab, name)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("code", ["fr", "ar"])
def test_from_the_question_to_the_end(live_server, site, make_sheet, link, new_page, code):
    project, wish, promise, said = WORDS[code]
    place = {"language": code, "territory": site.territory.lille}
    team, new = make_sheet("Jardins partagés", slug="jardins", **place), make_sheet(project, slug="halle", **place)
    for sheet, email in ((team, TEAM), (new, ASKER)):
        sheet.contacts.add(Contact.objects.create(name=email, email=email, consent=True))
        sheet.save()
    link(team, new)
    locale = {"locale": code, "viewport": PHONE}
    asker, sponsor = new_page(**locale, java_script_enabled=False), new_page(**locale)

    # The new team asks that of its origin, from its own sheet.
    asker.goto(live_server.url + new.url)
    asker.locator('.es-origin a[href*="/sponsorships/ask/"]').click()
    assert asker.locator("[name=project]").input_value() == project
    asker.locator("main button[type=submit]").click()
    asker.locator(".es-form__problems").wait_for()
    is_whole(asker, f"ask-{code}")
    asker.locator("[name=request]").fill(wish)
    asker.locator("[name=name]").fill("Awa Diop")
    asker.locator("[name=email]").fill(ASKER)
    asker.locator("[name=consent]").check()
    asker.locator("main button[type=submit]").click()
    asker.wait_for_url(f"**/asked/{code}/")
    asker.goto(live_server.url + own(mail.outbox[-1], "/sponsored/"))
    is_whole(asker, f"confirm-{code}")
    press(asker, "confirm")
    expect(asker.locator(".es-form__state")).to_be_visible()

    # The team says yes, and what it promises.
    question = mail.outbox[-1]
    assert question.to == [TEAM]
    read(sponsor, question, f"mail-{code}")
    sponsor.goto(live_server.url + own(question, "/sponsor/"))
    assert wish in sponsor.locator("main").inner_text()
    is_at_ease(sponsor, f"answer-{code}")
    sponsor.locator("[name=accept-promises]").fill(promise)
    press(sponsor, "accept")
    sponsor.locator("[name=promise-promises]").wait_for()
    sponsor.locator("[name=promise-next_on]").fill(timezone.localdate().isoformat())
    press(sponsor, "promise")
    expect(sponsor.locator(".es-notice time")).to_be_visible()
    sponsor.locator("details:has([name=meeting-on]) > summary").click()
    sponsor.locator("[name=meeting-on]").fill("2026-01-05")
    sponsor.locator("[name=meeting-text]").fill(said)
    sponsor.locator("[name=meeting-is_public]").check()
    press(sponsor, "meeting")
    expect(sponsor.locator(".es-meetings")).to_contain_text(said)
    sponsor.locator("button[name=does][value='1']").click()
    expect(sponsor.locator("button[name=does][value='0']")).to_be_visible()
    is_at_ease(sponsor, f"under-way-{code}")
    agreed, before = mail.outbox[-1], len(mail.outbox)
    remind()
    assert [message.to for message in mail.outbox[before:]] == [[ASKER], [TEAM]]
    read(sponsor, mail.outbox[-1], f"reminder-{code}")

    # The new team agrees too, and says that it is done.
    asker.goto(live_server.url + own(agreed, "/sponsored/"))
    assert promise in asker.locator("main").inner_text()
    asker.locator("button[name=does][value='1']").click()
    expect(asker.locator("button[name=does][value='0']")).to_be_visible()
    press(asker, "end")
    expect(asker.locator("[name=promise-promises]")).to_have_count(0)
    is_whole(asker, f"ended-{code}")
    assert Sponsorship.objects.get().state == State.ENDED
    assert mail.outbox[-1].to == [TEAM]

    # Both sheets show it, and the lineage.
    for sheet, other in ((team, new), (new, team)):
        sponsor.goto(live_server.url + sheet.url)
        sponsor.locator(".es-contents summary").click()
        sponsor.locator(".es-contents a[href='#sponsorships']").click()
        section = sponsor.locator("#sponsorships")
        expect(section).to_be_in_viewport()
        section.locator("summary").click()
        assert said in section.inner_text()
        assert section.locator(f'a[href="{other.url}"]').count() == 1
        is_at_ease(sponsor, f"sheet-{sheet.slug}-{code}")
    sponsor.goto(f"{live_server.url}{team.url}?view=lineage")
    expect(sponsor.locator(".es-tree .es-chip")).to_be_visible()
    is_whole(sponsor, f"lineage-{code}")


@pytest.mark.usefixtures("at_once")
def test_why_it_stops_is_between_both_until_they_agree(live_server, site, make_sheet, sponsorship, new_page):
    reason = "لم نجد أرضًا."
    team = make_sheet("حدائق مشتركة", slug="jardins", language="ar")
    fields = {"sponsor_key": team.translation_key, "language": "ar", "project": "حديقة السوق"}
    row = sponsorship(state=State.UNDER_WAY, **fields)
    tab = new_page(locale="ar", viewport=PHONE, java_script_enabled=False)

    tab.goto(live_server.url + path_of(row, Side.SPONSORED))
    tab.locator("details:has([name=stop-reason]) > summary").click()
    press(tab, "stop")
    expect(tab.locator(".es-form__problems")).to_be_visible()
    tab.locator("[name=stop-reason]").fill(reason)
    press(tab, "stop")
    expect(tab.locator(".es-form__state--withdrawn")).to_be_visible()
    is_whole(tab, "stopped-ar")
    assert reason in mail.outbox[-1].body

    for side in (Side.SPONSORED, Side.SPONSOR):
        tab.goto(live_server.url + team.url)
        expect(tab.get_by_text(reason)).to_have_count(0)
        tab.goto(live_server.url + path_of(row, side))
        expect(tab.get_by_text(reason)).to_be_visible()
        tab.locator("button[name=does][value='1']").click()
    tab.goto(live_server.url + team.url)
    expect(tab.locator("#sponsorships").get_by_text(reason)).to_be_visible()
    is_whole(tab, "stopped-sheet-ar")
