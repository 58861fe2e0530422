"""E-mails that wait on a real IMAP server: taken once, whatever breaks off, and a clear word where none are got."""

import io
import socket

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from essaimage_wagtail.discussions.incoming import imap
from essaimage_wagtail.discussions.incoming.boxes import HEAD, cut
from essaimage_wagtail.discussions.models import Message

from .dovecot import PASSWORD, private_dovecot
from .elasticsearch import free_port
from .mailing import BY_MAIL, answer, begun, said

pytestmark = [pytest.mark.imap, pytest.mark.django_db]


@pytest.fixture(scope="module")
def dovecot():
    with private_dovecot() as server:
        yield server


@pytest.fixture
def user(dovecot, site, settings, monkeypatch, request):
    """Somebody of their own for each test, whose certificate is trusted."""
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, **BY_MAIL}
    name = request.node.originalname
    monkeypatch.setenv(imap.USER, name)
    monkeypatch.setenv(imap.PASSWORD, PASSWORD)
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    return name


@pytest.fixture
def received(dovecot):
    """``received(folder="Other")``: what the command says."""

    def received(**options):
        out = io.StringIO()
        given = {"imap": f"localhost:{dovecot.encrypted}", **options}
        call_command("essaimage_discussions", "receive", stdout=out, **given)
        return out.getvalue().strip()

    return received


def flags(box):
    return sorted(message.get_flags() for message in box)


def test_answers_are_taken_once_and_marked_as_seen(dovecot, user, received):
    about, ben, sent = begun()
    dovecot.deliver(user, answer(ben, sent, "Derrière l’école."), answer(ben, sent, "نعم، هناك."))
    assert received() == "posted: 2"
    assert sorted(said(about)) == ["Derrière l’école.", "Qui a un bac ?", "نعم، هناك."]
    assert flags(dovecot.box(user)) == ["S", "S"]
    dovecot.deliver(user, answer(ben, sent, "Encore."))
    assert received(imap=f"127.0.0.1:{dovecot.plain}", plain=True) == "posted: 1"
    assert received() == "No e-mail."


def test_what_is_taken_is_moved(dovecot, user, received):
    about, ben, sent = begun()
    dovecot.deliver(user, answer(ben, sent, "Oui."))
    with pytest.raises(CommandError, match="no folder 'Traités & lus' that can be opened"):
        received(move_to="Traités & lus")
    assert said(about) == ["Qui a un bac ?"], "what cannot be moved is not taken again and again"
    moved = dovecot.box(user, ".Trait&AOk-s &- lus")
    dovecot.deliver(user)
    assert received(move_to="Traités & lus") == "posted: 1"
    assert (len(dovecot.box(user)), len(moved)) == (0, 1)
    assert said(about)[1:] == ["Oui."]


def test_a_connection_that_ends_in_the_middle(dovecot, user, received, monkeypatch):
    """As where the command is killed: the site has the e-mail, and the server was not told."""
    about, ben, sent = begun()
    dovecot.deliver(user, answer(ben, sent, "Un."), answer(ben, sent, "Deux."))
    with monkeypatch.context() as patch:
        mark = imap.Imap._done

        def broken_off(box, server, number):
            server.sock.shutdown(socket.SHUT_RDWR)
            mark(box, server, number)

        patch.setattr(imap.Imap, "_done", broken_off)
        with pytest.raises(CommandError, match="gave no e-mails, or no more: it ended the connection"):
            received()
    assert (len(said(about)), flags(dovecot.box(user))) == (2, ["", ""])
    assert received() == "again: 1, posted: 1"
    assert sorted(said(about)) == ["Deux.", "Qui a un bac ?", "Un."]
    assert flags(dovecot.box(user)) == ["S", "S"]


def test_fifty_megabytes_are_not_read(dovecot, user, received, monkeypatch, django_capture_on_commit_callbacks):
    _about, ben, sent = begun()
    given = answer(ben, sent, "Le film.")
    given.add_attachment(b"ABC", maintype="video", subtype="mp4", filename="film.mp4")
    dovecot.box(user).add(given.as_bytes().replace(b"QUJD", b"QUJD\n" * 10_000_000))
    dovecot.deliver(user)
    read = []
    monkeypatch.setattr(imap, "cut", lambda content: read.append(len(content)) or cut(content))
    with django_capture_on_commit_callbacks(execute=True):
        assert received() == "too large: 1"
    assert read == [HEAD]
    assert (mail.outbox[-1].to, Message.objects.count()) == ([ben.email], 1)
    assert received() == "No e-mail."


def test_why_nothing_is_got_is_said(dovecot, user, received, monkeypatch):
    for options, why in (
        ({"folder": "Ailleurs"}, "no folder 'Ailleurs'"),
        ({"imap": f"localhost:{dovecot.plain}"}, "does not encrypt"),
        ({"imap": f"127.0.0.1:{dovecot.encrypted}"}, "certificate is not trusted .IP address mismatch"),
        ({"imap": f"localhost:{free_port()}"}, "connection failed .Connection refused"),
        ({"imap": "localhost:imaps"}, "is no HOST"),
    ):
        with pytest.raises(CommandError, match=why):
            received(**options)
    with monkeypatch.context() as patch:
        patch.delenv("SSL_CERT_FILE")
        with pytest.raises(CommandError, match="certificate is not trusted .self-signed"):
            received()
    for password in ("open sesame", "sésame-ferme-toi"):
        monkeypatch.setenv(imap.PASSWORD, password)
        with pytest.raises(CommandError, match="does not take the user and the password") as raised:
            received()
        assert password not in str(raised.value)
