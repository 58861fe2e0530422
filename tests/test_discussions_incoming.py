"""E-mails that come to the list: whose are taken, what is said to the others, and what is never answered."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import Site

from essaimage_wagtail.discussions.choices import State
from essaimage_wagtail.discussions.incoming.mail import Mail
from essaimage_wagtail.discussions.incoming.taking import take
from essaimage_wagtail.discussions.models import Author, Follow, Message, Received, Sending, Thread
from essaimage_wagtail.discussions.sending.run import send_due

from .mailing import BY_MAIL, LIST, answer, begun, person, said, taken, thread, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_mail(site, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, **BY_MAIL}


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """``told(message)``: what becomes of an e-mail, and the notices that it brings: ``(address, subject)``."""

    def told(message):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            outcome = taken(message)
        notices = [one for one in mail.outbox[before:] if "List-Id" not in one.extra_headers]
        assert all(one.extra_headers["Auto-Submitted"] == "auto-generated" for one in notices)
        return outcome, [(one.to[0], one) for one in notices]

    return told


def outcome_and_receivers(result):
    return result[0], [to for to, _message in result[1]]


def test_an_answer_stands_in_the_thread_below_what_it_answers():
    about, ben, sent = begun()
    given = answer(ben, sent, "نعم، خلف المدرسة.\n\n> Qui a un bac ?\n")
    assert taken(given) == "posted"
    message = Message.objects.get(thread=about, author=ben)
    assert (message.answers.text, message.quoted) == ("Qui a un bac ?", "> Qui a un bac ?")
    assert message.message_id == given["Message-ID"].strip("<>")
    assert message.state == State.SHOWN
    assert taken(given) == "again"
    assert len(said(about)) == 2
    # An answer to an answer goes back to who began.
    awa = Author.objects.get(name="Awa")
    Follow.objects.create(author=awa, thread=about, confirmed_at=timezone.now())
    Message.objects.filter(pk=message.pk).update(state=State.WAITING)
    from essaimage_wagtail.discussions.writing import show

    show(message)
    send_due()
    back = mail.outbox[-1]
    assert back.to == [awa.email]
    assert taken(answer(awa, back, "Merci !")) == "posted"
    assert Message.objects.get(text="Merci !").answers == message


def test_nothing_secret_that_an_author_quotes_is_shown():
    about, ben, sent = begun()
    quoted = "".join(f"> {one}\n" for one in sent.body.splitlines())
    head = f"On 2 June 2015, Awa <{sent.reply_to[0]}> wrote to {ben.email}:\n"
    assert taken(answer(ben, sent, f"Oui, à {sent.reply_to[0]}\n\n{head}{quoted}")) == "posted"
    message = Message.objects.get(author=ben)
    token = Sending.objects.get(author=ben).reply_token
    for text in (message.text, message.quoted):
        assert token not in text
        assert str(ben.secret) not in text
        assert "@" not in text
        assert "Awa" not in text
    assert "Qui a un bac" in message.quoted


def test_only_the_receiver_answers_with_a_stolen_address_and_is_told_once_a_day(told):
    about, ben, sent = begun()
    stolen = answer(ben, sent, "Achetez !", sender="spam@example.com")
    assert outcome_and_receivers(told(stolen)) == ("other sender", [ben.email])
    again = answer(ben, sent, "Achetez encore !", sender="spam@example.com")
    assert outcome_and_receivers(told(again)) == ("other sender", [])
    two = answer(ben, sent, "Achetez !", sender=f"spam@example.com, {ben.email}")
    assert told(two) == ("forged", [])
    unknown = written(ben, "Achetez !", to=f"liste+{'0' * 32}@example.org")
    assert outcome_and_receivers(told(unknown)) == ("unknown", [ben.email])
    assert said(about) == ["Qui a un bac ?"]


def test_what_is_not_taken_goes_back_to_its_author(told, settings):
    about, ben, sent = begun()
    result = told(answer(ben, sent, "> Qui a un bac ?\n"))
    assert outcome_and_receivers(result) == ("empty", [ben.email])
    assert told(answer(ben, sent, "Qui a un bac ?"))[0] == "empty", "quoted without a sign"
    assert outcome_and_receivers(told(answer(ben, sent, "mot " * 3000))) == ("too long", [ben.email])
    large = answer(ben, sent, "Voilà.").as_bytes()
    assert take(Mail(large, is_cut=True)).value == "too large"
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "DISCUSSIONS_MAIL": {"address": LIST, "per_author": 1}}
    assert told(answer(ben, sent, "Un."))[0] == "posted"
    outcome, [(to, notice)] = told(answer(ben, sent, "Deux."))
    assert (outcome, to, "Deux." in notice.body) == ("too many", ben.email, True)
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, **BY_MAIL}
    Thread.objects.update(is_closed=True)
    outcome, [(to, notice)] = told(answer(ben, sent, "Trois."))
    assert (outcome, to, "Trois." in notice.body) == ("closed", ben.email, True)
    Author.objects.filter(pk=ben.pk).update(is_blocked=True)
    assert told(answer(ben, sent, "Quatre.")) == ("blocked", [])
    assert said(about) == ["Qui a un bac ?", "Un."]


def test_who_waits_for_a_moderator_is_told_once_a_day(told):
    about, ben, sent = begun()
    Author.objects.filter(pk=ben.pk).update(is_trusted=False)
    outcome, [(to, notice)] = told(answer(ben, sent, "Un."))
    assert (outcome, to, f"/own/{ben.secret}/" in notice.body) == ("posted", ben.email, True)
    assert told(answer(ben, sent, "Deux.")) == ("posted", [])
    assert Message.objects.filter(thread=about, state=State.WAITING).count() == 2


def test_attachments_are_left_out_and_said(told):
    about, ben, sent = begun()
    given = answer(ben, sent, "Voici le plan.")
    given.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="plan.pdf")
    given.add_attachment(b"x" * 100, maintype="image", subtype="png", filename="photo.png")
    outcome, [(to, notice)] = told(given)
    assert (outcome, to) == ("posted", ben.email)
    assert "2" in notice.body
    assert Message.objects.get(author=ben).left_out == 2


def test_a_new_thread_waits_for_a_moderator_whoever_writes(told):
    ben = person("Ben")
    given = written(ben, "Qui vient samedi ?", headers=[("Subject", "Fwd: [Tests] Re: Atelier vélo")])
    assert outcome_and_receivers(told(given)) == ("started", [ben.email])
    about = Thread.objects.get()
    assert (about.title, about.number_shown) == ("Atelier vélo", 0)
    assert Message.objects.get().state == State.WAITING
    assert Author.objects.get().is_trusted, "another of his own is shown at once still"
    assert Follow.objects.filter(author=ben, thread=about).exists()
    without = written(ben, "Une réunion.", headers=[("Subject", "Re:")])
    assert told(without)[0] == "started"
    assert Thread.objects.filter(title="Une réunion.").exists()


def test_an_answer_to_the_list_finds_its_thread_among_ten_thousand_references():
    about, ben, sent = begun()
    many = " ".join(f"<{number}@example.net>" for number in range(10_000))
    known = sent.extra_headers["Message-ID"]
    content = written(ben, "Oui.").as_bytes()
    head = f"References: {known} {many} {known}\nIn-Reply-To: <other@example.net>\n".encode()
    assert taken(head + content) == "posted"
    message = Message.objects.get(author=ben)
    assert (message.thread, message.answers.text, message.state) == (about, "Qui a un bac ?", State.WAITING)


def test_a_server_that_is_believed_vouches_for_senders_or_against_them(settings):
    about, ben, sent = begun()
    own = {"address": LIST, "authenticated_by": "mx.example.org"}
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "DISCUSSIONS_MAIL": own}

    def says(result, server="mx.example.org"):
        return [("Authentication-Results", f"{server} (x; y); spf=pass; dmarc={result} header.from=example.org")]

    assert taken(written(ben, "Un.", headers=says("pass"))) == "started"
    assert taken(written(ben, "Deux.", headers=says("pass", "mx.elsewhere.org"))) == "started"
    assert taken(answer(ben, sent, "Trois.", headers=says("fail"))) == "forged"
    assert taken(answer(ben, sent, "Quatre.", headers=says("fail", "mx.elsewhere.org"))) == "posted"
    states = dict(Message.objects.filter(author=ben).values_list("text", "state"))
    assert states == {"Un.": State.SHOWN, "Deux.": State.WAITING, "Quatre.": State.SHOWN}


def test_a_stranger_is_told_once_how_to_join_and_few_in_an_hour(told, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "DISCUSSIONS_MAIL": {"address": LIST, "welcomes": 2}}
    people = [person(name, confirmed_at=None) for name in ("Ben", "Chloe", "Dan")]
    results = [outcome_and_receivers(told(written(one, "Bonjour"))) for one in (people[0], *people)]
    assert [outcome for outcome, _to in results] == ["stranger"] * 4
    assert [to for _outcome, to in results] == [[people[0].email], [], [people[1].email], []]
    assert told(written(people[0], "Bonjour", to="elsewhere@example.org")) == ("unknown", [])
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "headers"),
    [
        ("automatic", [("Auto-Submitted", "auto-replied; owner-email=x")]),
        ("automatic", [("X-Autoreply", "yes")]),
        ("automatic", [("Precedence", "bulk")]),
        ("automatic", [("Return-Path", "<>")]),
        ("automatic", [("List-Id", "Other <other.example.org>")]),
        ("automatic", [("Subject", "Réponse automatique : Composteurs")]),
        ("automatic", [("Subject", "=?utf-8?b?2LHYryDYqtmE2YLYp9im2Yo6IHg=?=")]),
        ("loop", [("List-Id", "Discussions <discussions.localhost>")]),
        ("loop", [("X-Loop", LIST.upper())]),
    ],
)
def test_programs_and_other_lists_are_never_answered(told, outcome, headers):
    _about, ben, sent = begun()
    assert told(answer(ben, sent, "Absent.", headers=headers)) == (outcome, [])
    assert told(written(person("Chloe", confirmed_at=None), "Absent.", headers=headers)) == (outcome, [])
    assert Message.objects.count() == 1


def test_a_message_of_this_list_that_comes_back_and_a_circle_of_servers_end_there(told):
    _about, ben, sent = begun()
    sent.from_email = ben.email
    assert told(sent.message().as_bytes()) == ("loop", [])
    hops = b"".join(b"Received: from a by b; Mon, 1 Jun 2099 10:00:00 +0000\n" for _time in range(26))
    assert told(hops + answer(ben, sent, "Oui.").as_bytes()) == ("loop", [])
    assert told(hops[: len(hops) // 2] + answer(ben, sent, "Oui.").as_bytes()) == ("posted", [])


def bounce(to, status="5.1.1", action="failed"):
    report = EmailMessage()
    report["From"], report["To"] = "MAILER-DAEMON@example.org", to
    report.set_content("It could not be delivered.")
    report.make_mixed()
    report.replace_header("Content-Type", 'multipart/report; report-type=delivery-status; boundary="b"')
    plain = report.as_string().rpartition("--b--")[0]
    return (
        f"{plain}--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; x@example.org\nAction: {action}\nStatus: {status}\n\n--b--\n"
    ).encode()


def test_messages_that_come_back_on_three_days_end_them_until_somebody_answers(told):
    about, ben, sent = begun()
    to = sent.reply_to[0]
    assert told(bounce(to, "4.4.1", "delayed")) == ("automatic", [])
    assert told(bounce(f"liste+{'1' * 32}@example.org")) == ("automatic", []), "anybody could send this one"
    for number in range(3):
        for text in (f"{number} un", f"{number} deux"):
            taken(written(person(f"x{text}"), text, headers=[("In-Reply-To", sent.extra_headers["Message-ID"])]))
            assert told(bounce(to) + f"\n{text}".encode()) == ("bounce", [])
        ben.refresh_from_db()
        assert (ben.failures, bool(ben.paused_at)) == (number + 1, number == 2), "once a day"
        Sending.objects.exclude(bounced_at=None).update(bounced_at=timezone.now() - timedelta(days=2))
    assert taken(answer(ben, sent, "Me revoilà.")) == "posted"
    ben.refresh_from_db()
    assert (ben.failures, ben.paused_at) == (0, None)
    assert "Me revoilà." in said(about)


def test_an_e_mail_that_fails_half_way_is_taken_the_next_time(monkeypatch):
    about, ben, sent = begun()
    given = answer(ben, sent, "Oui.")
    from essaimage_wagtail.discussions.incoming import taking

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(taking, "tell_left_out", lambda *_args: 1 / 0)
        patched.setattr(taking, "post", lambda *_args, **_kwargs: (_ for _ in ()).throw(RuntimeError))
        taken(given)
    assert not Received.objects.exists()
    assert taken(given) == "posted"
    assert Site.objects.count() == 1
    assert thread("Autre").number_shown == 0
    assert said(about)[-1] == "Oui."
