"""The words of e-mails: out of whatever they are made of, and apart from what is quoted and signed."""

from email.message import EmailMessage

import pytest

from essaimage_wagtail.discussions.incoming.bodies import body_of
from essaimage_wagtail.discussions.incoming.flowed import joined
from essaimage_wagtail.discussions.incoming.folding import fold
from essaimage_wagtail.discussions.incoming.mail import Mail
from essaimage_wagtail.discussions.incoming.plain import plain_text
from essaimage_wagtail.discussions.incoming.words import language_of, title_of

QUOTED = "> Qui a un bac ?\n> Awa\n"
ABOVE = {
    "Gmail fr": "Le mar. 2 juin 2015 à 10:11, Awa Diop via Tests <\nliste@example.org> a écrit :",
    "Gmail en": "On Tue, Jun 2, 2015 at 10:11 AM Awa Diop via Tests <liste@example.org>\nwrote:",
    "Gmail es": "El mar, 2 jun 2015 a las 10:11, Awa Diop via Tests (<liste@example.org>)\nescribió:",
    "Gmail de": "Am Di., 2. Juni 2015 um 10:11 Uhr schrieb Awa Diop via Tests <\nliste@example.org>:",
    "Gmail ar": (
        "\u202bفي الثلاثاء، 2 يونيو 2015 في 10:11 ص تمت كتابة ما يلي بواسطة "
        "\u202aAwa Diop\u202c\u200f <\u202aliste@example.org\u202c\u200f>:\u202c"
    ),
    "Apple Mail fr": "Le 2 juin 2015 à 10:11, Awa Diop <liste@example.org> a écrit\u00a0:",
    "Apple Mail en": "On 2 Jun 2015, at 10:11, Awa Diop <liste@example.org> wrote:",
    "Apple Mail es": "El 2 jun 2015, a las 10:11, Awa Diop <liste@example.org> escribió:",
    "Apple Mail de": "Am 02.06.2015 um 10:11 schrieb Awa Diop <liste@example.org>:",
    "Apple Mail ar": "في ٢ يونيو ٢٠١٥، الساعة ١٠:١١ ص، كتب/كتبت Awa Diop <liste@example.org>:",
    "Thunderbird fr": "Le 02/06/2015 à 10:11, Awa Diop a écrit :",
    "Thunderbird de": "Am 02.06.15 um 10:11 schrieb Awa Diop via Tests:",
    "Thunderbird es": "El 2/6/15 a las 10:11, Awa Diop escribió:",
    "Without a verb": "02.06.2015, 10:11, Awa Diop <liste@example.org>:",
    "Gmail ru": "вт, 2 июн. 2015\u202fг. в 10:11, Awa Diop <liste@example.org>:",
    "Gmail fi": "ti 2. kesäkuuta 2015 klo 10.11 Awa Diop\n<liste@example.org> kirjoitti:",
    "Zoho": "On Tue, 02 Jun 2015 10:11:43 +0200 Awa Diop <liste@example.org> wrote",
    "Outlook on a phone": "On Tue, 2 Jun 2015 at 10:11 Awa Diop\n\n<\nmailto:liste@example.org\n> wrote:",
    "Three lines": "On Jun 2, 2015,\nat 10:11,\nAwa Diop <liste@example.org> wrote:",
}
UNSIGNED = ("Gmail ru", "Gmail fi", "Zoho")
OUTLOOK = {
    "fr": "De : Awa Diop <liste@example.org>\nEnvoyé : mardi 2 juin 2015 10:11\nÀ : Ben\nObjet : [Tests] Bacs",
    "en": "From: Awa Diop <liste@example.org>\nSent: Tuesday, June 2, 2015 10:11 AM\nTo: Ben\nSubject: Bacs",
    "es": "De: Awa Diop <liste@example.org>\nEnviado el: martes, 2 de junio de 2015\nPara: Ben\nAsunto: Bacs",
    "de": "Von: Awa Diop <liste@example.org>\nGesendet: Dienstag, 2. Juni 2015\nAn: Ben\nBetreff: Bacs",
    "ar": "من: Awa Diop <liste@example.org>\nتاريخ الإرسال: الثلاثاء\nإلى: Ben\nالموضوع: Bacs",
    "old fr": "-----Message d'origine-----\nDe : Awa\nQui a un bac ?",
    "old de": "-----Ursprüngliche Nachricht-----\nVon: Awa",
    "old da": "-------- Oprindelig besked --------\nFra: Awa\nDato: 02.06.2015\nTil: Ben\nEmne: Bacs",
    "line": "________________________________\nDe: Awa\nEnviado: martes\nPara: Ben\nAsunto: Bacs",
}
SIGNED = {
    "dashes": "-- \nBen\nAtelier vélo, 06 00 00 00 00",
    "line": "—————\nBen\n06 00 00 00 00",
    "another list": "__\nvelo mailing list\nvelo@example.org",
    "iPhone fr": "Envoyé de mon iPhone",
    "iPhone en": "Sent from my iPhone",
    "iPhone es": "Enviado desde mi iPhone",
    "iPhone de": "Von meinem iPhone gesendet",
    "iPhone ar": "أُرسل من الـ iPhone",
    "Outlook fr": "Télécharger Outlook pour Android<https://aka.ms/x>",
    "Outlook en": "Get Outlook for iOS<https://aka.ms/x>",
}
OWN = "Moi, derrière l'école.\n\nEt le mardi, on ouvre."


@pytest.mark.parametrize("client", ABOVE)
def test_what_is_quoted_below_is_folded_with_who_wrote_it(client):
    folded = fold(f"{OWN}\n\n{ABOVE[client]}\n\n{QUOTED}")
    assert folded.text == OWN
    assert folded.quoted == f"{ABOVE[client]}\n{QUOTED}".strip()
    assert fold(f"{ABOVE[client]}\n\n{QUOTED}\n{OWN}").text == OWN, "below what is quoted"


@pytest.mark.parametrize("client", UNSIGNED)
def test_what_is_quoted_without_a_sign_is_folded(client):
    assert fold(f"{OWN}\n\n{ABOVE[client]}\n\nQui a un bac ?\n\nAwa").text == OWN


@pytest.mark.parametrize("client", OUTLOOK)
def test_what_outlook_quotes_without_a_sign_is_folded(client):
    folded = fold(f"{OWN}\n\n{OUTLOOK[client]}\n\nQui a un bac ?\n\nAwa")
    assert folded.text == OWN
    assert "Qui a un bac ?" in folded.quoted


@pytest.mark.parametrize("signature", SIGNED)
def test_signatures_are_folded_above_and_below_what_is_quoted(signature):
    quoted = f"Le 02/06/2015 à 10:11, Awa a écrit :\n{QUOTED}"
    for text in (f"{OWN}\n\n{SIGNED[signature]}\n\n{quoted}", f"{OWN}\n\n{SIGNED[signature]}"):
        folded = fold(text)
        assert folded.text == OWN
        assert SIGNED[signature].splitlines()[-1] in folded.quoted


def test_an_answer_between_the_lines_keeps_what_it_answers():
    text = "Le 02/06/2015 à 10:11, Awa a écrit :\n> Qui a un bac ?\n\nMoi.\n\n> Et une pelle ?\n\nNon.\n\n> Awa"
    folded = fold(text)
    assert folded.text == "> Qui a un bac ?\n\nMoi.\n\n> Et une pelle ?\n\nNon."
    assert "> Awa" in folded.quoted


@pytest.mark.parametrize(
    "text",
    [
        "Le maire a écrit :\nil vient samedi.",
        "On a besoin de trois choses :\n- un bac\n- une pelle\n\nQui en a ?",
        "Objet : le bac.\nIl est vert.",
        "De : la ferme, à : l'école.",
        "Un -- deux\n---\nTrois",
        "Marie wrote:\nyes",
        "Les prix\n-------------\nun bac, 30 €\ndeux bacs, 50 €\n\nÀ vous.",
        "On 2 June 2015 the mayor wrote\nto all of us.\n\nWe answer.",
        "Écrivez à Awa <awa@example.org>\nou à la mairie.",
    ],
)
def test_sentences_that_look_like_a_quotation_stay(text):
    assert fold(text).text == text


def test_nothing_is_dropped():
    text = f"{OWN}\n\n{SIGNED['dashes']}\n\n{ABOVE['Gmail ar']}\n{QUOTED}"
    folded = fold(text)
    assert sorted(filter(None, f"{folded.text}\n{folded.quoted}".splitlines())) == sorted(
        line.rstrip() for line in text.splitlines() if line.strip()
    )


def test_html_without_scripts():
    html = """<html><head><title>x</title><style>p{}</style></head><body><!-- no --><p>Bonjour &nbsp;<b>à</b> tous,</p>
      <script>alert(1)</script><ul><li>un bac<li>une pelle</ul><p>Voir <a href="https://example.org/a">ici</a> et
      <a href="javascript:x()">là</a>.<br>Ben</p><div class="gmail_signature">Ben, 06</div>
      <div class="gmail_quote">Le 2 juin 2015, Awa a écrit :
      <blockquote>Qui ?<blockquote>Quoi ?</blockquote></blockquote>
      </div><img src="x" onerror="y" alt=""><p>1 < 2"""
    text = plain_text(html)
    assert text.startswith("Bonjour à tous,\n\n* un bac\n* une pelle")
    assert "Voir ici <https://example.org/a> et là.\nBen\n\n-- \nBen, 06" in text
    assert "\n> Qui ?\n>\n>> Quoi ?" in text
    assert text.endswith("1 < 2")
    assert not [word for word in ("alert", "javascript", "onerror", "p{}", "no") if word in text.replace("nous", "")]


def test_html_and_text_that_never_end_are_read_once():
    """What reads a piece again for each that follows takes an hour for these."""
    number = 60_000
    assert plain_text("<" * number) == "<" * number
    assert plain_text("Un <!-- deux" + "<!--" * number) == "Un"
    assert plain_text("</" * number) == "</" * number
    assert plain_text("<blockquote>" * number + "Un").endswith(f"{'>' * 20} Un")
    assert plain_text("Un<script>" + "<" * number) == "Un"
    for piece in (
        f"On {'a@<' * 60}:\n",
        f"2015 {'<a@a> ' * 60}:\n",
        "Le 2 juin 2015 a écrit x:\n",
        "--\n",
        f"{'- ' * 400}\n",
    ):
        folded = fold((piece * number)[:number])
        assert len(folded.text) + len(folded.quoted) > number // 2


def part(content, **headers):
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return body_of(Mail(head.encode() + b"\n" + content).message)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Déjà".encode(), "text/plain; charset=us-ascii"),
        ("Déjà".encode(), "text/plain; charset=no-such"),
        ("Déjà".encode(), "text/plain; charset=unicode_escape"),
        ("Déjà".encode(), "text/plain"),
        ("Déjà".encode("latin-1"), "text/plain; charset=utf-8"),
        ("Déjà".encode("utf-16"), "text/plain; charset=utf-16"),
        ("Déjà".encode("gb18030"), "text/plain; charset=gb2312"),
        ("D&#233;jà".encode("latin-1"), "text/html; charset=iso-8859-1"),
    ],
)
def test_broken_charsets(content, kind):
    assert part(content, Content_Type=kind).text == "Déjà"


def test_a_letter_that_was_cut_in_half():
    """The others are read as they were written."""
    content = "Déjà été à l’école".encode()[:-1] + "é".encode()[:1]
    assert part(content, Content_Type="text/plain; charset=utf-8").text == "Déjà été à l’écol\ufffd"


def test_parts_alternatives_and_what_is_left_out():
    message = EmailMessage()
    message.set_content("Voici.\n")
    message.add_alternative("<p>Ici.</p>", subtype="html")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="plan.pdf")
    message.add_attachment(b"x", maintype="image", subtype="png", cid="<logo>", disposition="inline")
    message.add_attachment(message_inside := EmailMessage())
    message_inside.set_content("Autre.")
    body = body_of(Mail(message.as_bytes()).message)
    assert (body.text, body.left_out) == ("Voici.", 2)
    empty = EmailMessage()
    empty.set_content(" \n")
    empty.add_alternative("<p>Ici.</p>", subtype="html")
    assert body_of(Mail(empty.as_bytes()).message).text == "Ici."


def test_signed_and_encrypted_parts():
    signed = (
        b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOui.\n- -- \nBen\n-----BEGIN PGP SIGNATURE-----\n\nabc\n"
    )
    assert part(signed + b"-----END PGP SIGNATURE-----\n").text == "Oui.\n-- \nBen"
    kind = 'multipart/signed; boundary="b"; protocol="application/pgp-signature"'
    parts = b"--b\nContent-Type: text/plain\n\nOui.\n--b\nContent-Type: application/pgp-signature\n\nabc\n--b--\n"
    body = part(parts, Content_Type=kind)
    assert (body.text, body.left_out) == ("Oui.", 0)
    body = part(b"MIAGCSqG", Content_Type="application/pkcs7-mime; smime-type=enveloped-data")
    assert (body.text, body.left_out) == ("", 1)


def test_an_endless_nest_and_a_head_that_is_broken():
    nest = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (number, number) for number in range(60)
    )
    assert body_of(Mail(nest + b"\nOui.").message).text == ""
    mail = Mail(b"From: =?x?q?=\nFrom: a@b\nSubject: =?utf-8?b?!!!?=\nTo: <\nContent-Type: x;;=\nDate: never\n\nOui.")
    assert (mail.sender, title_of(mail, "Oui.") != "", body_of(mail.message).text) == ("a@b", True, "Oui.")


def test_flowed_text_is_joined():
    assert joined("Un \ndeux\n> trois \n> quatre\n cinq\n-- \nBen", deletes_space=False) == (
        "Un deux\n> trois quatre\ncinq\n-- \nBen"
    )
    assert joined("لا \nنعم", deletes_space=True) == "لانعم"


def test_the_language_is_that_in_which_the_text_is_written():
    assert language_of("نعم، غدا", ["fr", "ar"]) == "ar"
    assert language_of("Oui, demain", ["ar", "fr"]) == "fr"
    assert language_of("", ["de", "ar"]) == "de"
