"""Where e-mails to the list wait: a pipe, a Maildir, an mbox; one that cannot be read blocks no other."""

import io
import mailbox
import sys
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError

from essaimage_wagtail.discussions.incoming import run
from essaimage_wagtail.discussions.incoming.boxes import HEAD, Pipe
from essaimage_wagtail.discussions.models import Message

from .mailing import BY_MAIL, LIST, answer, begun, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_mail(site, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, **BY_MAIL}


@pytest.fixture
def broken(monkeypatch):
    """An e-mail that says so raises an error, as no e-mail that is known does."""
    take = run.take

    def taking(found):
        if b"raise me" in found.content:
            raise ValueError("words of somebody")
        return take(found)

    monkeypatch.setattr(run, "take", taking)


def piped(monkeypatch, content, **options):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    out = io.StringIO()
    call_command("essaimage_discussions", "receive", stdout=out, **options)
    return out.getvalue().strip()


def three(ben, sent):
    return [answer(ben, sent, text).as_bytes() for text in ("Un.", "raise me", "Trois.\n\nFrom là-bas\nFrom ici")]


def test_a_maildir(tmp_path, broken, caplog):
    about, ben, sent = begun()
    box = mailbox.Maildir(tmp_path / "box")
    for content in three(ben, sent):
        box.add(content)
    with pytest.raises(CommandError, match="stays where it is") as raised:
        call_command("essaimage_discussions", "receive", maildir=box._path)
    assert raised.value.returncode == 75
    assert [b"raise me" in one.as_bytes() for one in box] == [True]
    assert said(about) == ["Qui a un bac ?", "Un.", "Trois.\n\nFrom là-bas\nFrom ici"]
    assert "words of somebody" not in caplog.text
    call_command("essaimage_discussions", "receive", maildir=box._path, rejected=tmp_path / "aside")
    (aside,) = (tmp_path / "aside").iterdir()
    assert b"raise me" in aside.read_bytes()
    assert aside.stat().st_mode & 0o077 == 0
    assert len(mailbox.Maildir(tmp_path / "box")) == 0


def test_an_mbox(tmp_path, broken):
    about, ben, sent = begun()
    path = tmp_path / "box"
    box = mailbox.mbox(path)
    for content in three(ben, sent):
        box.add(content)
    box.close()
    with pytest.raises(CommandError):
        call_command("essaimage_discussions", "receive", mbox=path)
    assert said(about)[1:] == ["Un.", "Trois.\n\nFrom là-bas\nFrom ici"]
    assert [b"raise me" in one.as_bytes() for one in mailbox.mbox(path)] == [True]
    with pytest.raises(CommandError, match="There is no"):
        call_command("essaimage_discussions", "receive", mbox=tmp_path / "none")


def test_a_pipe_names_the_receiver_that_the_head_hides(monkeypatch):
    about, ben, sent = begun()
    given = answer(ben, sent, "Oui.")
    recipient = sent.reply_to[0]
    given.replace_header("To", "undisclosed-recipients:;")
    assert piped(monkeypatch, given.as_bytes(), recipient=recipient.upper()) == "posted: 1"
    assert said(about)[-1] == "Oui."
    assert piped(monkeypatch, given.as_bytes(), recipient=recipient) == "again: 1"
    assert piped(monkeypatch, b"", recipient="") == "forged: 1"


def test_what_is_too_large_is_not_kept_in_memory_and_is_said(monkeypatch, settings, django_capture_on_commit_callbacks):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "DISCUSSIONS_MAIL": {"address": LIST, "most_bytes": 100_000}}
    _about, ben, sent = begun()
    given = answer(ben, sent, "Voilà.")
    given.add_attachment(b"x" * 3_000_000, maintype="video", subtype="mp4", filename="a.mp4")

    class Counted(io.BytesIO):
        most = 0

        def read(self, size=-1):
            found = super().read(size)
            Counted.most = max(Counted.most, len(found))
            return found

    file = Counted(given.as_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        assert run.receive(Pipe(file)) == {"too large": 1}
    assert file.read() == b"", "a mail server takes a pipe that is not read for a failure"
    assert Counted.most <= 1_000_000
    assert HEAD < 100_000
    assert mail.outbox[-1].to == [ben.email]
    assert Message.objects.count() == 1


def test_a_database_that_is_away_has_the_mail_server_try_again(monkeypatch):
    _about, ben, sent = begun()

    def away(_mail):
        raise OperationalError

    monkeypatch.setattr(run, "take", away)
    with pytest.raises(CommandError) as raised:
        piped(monkeypatch, answer(ben, sent, "Oui.").as_bytes(), rejected=None)
    assert raised.value.returncode == 75
