"""Sheets as PDF: who gets which, from where its parts come, and how it is tagged."""

import re
import threading
from io import BytesIO
from urllib.parse import unquote

import pikepdf
import pytest
from django.test import override_settings
from wagtail.models import PageViewRestriction

from essaimage_wagtail.checks.own_settings import check_settings
from essaimage_wagtail.models import Contact
from essaimage_wagtail.paper import documents, extra, keeping
from essaimage_wagtail.paper.documents import file_name
from essaimage_wagtail.paper.rendering import Rendering

from .papers import PROSE, asked, elements_of, make_body, pages_of, raw, text_of

pytestmark = [pytest.mark.pdf, pytest.mark.usefixtures("pdf")]


@pytest.fixture
def sheet(make_sheet):
    body = [
        ("description", {"text": PROSE}),
        ("need", {"need": "<p>Un foyer sur cinq n’a pas de voiture.</p>", "objectives": ["Ouvrir quatre jours."]}),
        ("means", {"means": [{"kind": "place", "name": "Une grange prêtée", "quantity": "40", "unit": "m²"}]}),
        (
            "results",
            {"indicators": [{"name": "Foyers", "value": "134", "unit": "foyers", "source": "Cahier de caisse"}]},
        ),
        ("vigilance", {"points": [{"title": "Le camion", "likelihood": 2, "severity": 3, "response": "Un accord."}]}),
    ]
    return make_sheet("Épicerie", body=raw(body))


@pytest.fixture
def counted(monkeypatch):
    """The documents that were made."""
    made, pdf = [], Rendering.pdf

    def count(self):
        made.append(self.name)
        return pdf(self)

    monkeypatch.setattr(Rendering, "pdf", count)
    return made


# What is offered, and to whom


def test_a_sheet_offers_both_documents(client, sheet):
    page = client.get(sheet.url).content.decode()
    assert re.findall(r'href="([^"]*)" rel="nofollow" type="application/pdf"', page) == [
        f"{sheet.url}?view=pdf",
        f"{sheet.url}?view=two-pages",
    ]
    assert {"/?view=pdf", "/?view=two-pages"} <= set(sheet.get_cached_paths())


@pytest.mark.parametrize("lacks", ["weasyprint", "segno"])
def test_without_the_extra_nothing_is_offered(client, sheet, monkeypatch, lacks):
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name == lacks else True)
    extra.is_available.cache_clear()
    try:
        assert b"application/pdf" not in client.get(sheet.url).content
        assert asked(client, sheet).status_code == 404
    finally:
        extra.is_available.cache_clear()


def test_without_a_library_of_the_system_nothing_is_offered(client, sheet, monkeypatch):
    monkeypatch.setattr(extra, "missing_library", lambda: "cannot load library 'libpango-1.0-0'")
    extra.is_available.cache_clear()
    try:
        assert b"application/pdf" not in client.get(sheet.url).content
        assert asked(client, sheet).status_code == 404
    finally:
        extra.is_available.cache_clear()


@pytest.mark.parametrize("name", documents.TEMPLATES)
def test_a_document_is_described(client, sheet, name):
    response = asked(client, sheet, name)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF-1.7")
    assert unquote(response["Content-Disposition"]).startswith("attachment; filename*=utf-8''Épicerie")
    assert response["Cache-Control"] == "no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Link"] == f'<{sheet.full_url}>; rel="canonical"'
    assert response["Content-Language"] == "fr"
    text = text_of(response.content)
    for words in ("Épicerie", "Un foyer sur cinq", "134", "Cahier de caisse", "Une grange prêtée", sheet.full_url):
        assert words in text


def test_a_restricted_page_is_restricted_on_paper(client, sheet, admin_client):
    asked(client, sheet)
    PageViewRestriction.objects.create(page=sheet, restriction_type="login")
    response = asked(client, sheet)
    assert response.status_code == 302
    assert asked(admin_client, sheet)["Content-Type"] == "application/pdf"


def test_a_draft_has_no_document(client, sheet, make_sheet):
    draft = make_sheet("Brouillon", publish=False)
    assert asked(client, draft).status_code == 404
    assert documents.Papers(draft, sheet.get_context(client.get(sheet.url).wsgi_request)["essaimage"]).documents == []


def test_only_get_and_head(client, sheet, counted):
    assert client.post(f"{sheet.url}?view=pdf").status_code == 405
    head = client.head(f"{sheet.url}?view=pdf")
    assert (head.status_code, head.content, counted) == (200, b"", [])
    assert head["ETag"] == asked(client, sheet)["ETag"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("حديقة مشتركة", "حديقة مشتركة.pdf"),
        ('a/b\\c: "d"*?<e>|', "a b c d e.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("line\r\nSet-Cookie: x=1", "line Set-Cookie x=1.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ("...", "essaimage.pdf"),
        ("x" * 300, f"{'x' * 80}.pdf"),
    ],
)
def test_the_name_of_a_file(title, name):
    assert file_name("pdf", title) == name


# Kept, and made again


def test_a_document_is_made_once(client, sheet, counted):
    first, second = asked(client, sheet), asked(client, sheet)
    assert counted == ["pdf"]
    assert first.content == second.content
    assert asked(client, sheet, **{"if-none-match": first["ETag"]}).status_code == 304
    asked(client, sheet, "two-pages")
    assert counted == ["pdf", "two-pages"]


def test_a_change_makes_it_anew(client, sheet, counted):
    before = asked(client, sheet)
    sheet.title = "Camion"
    sheet.save_revision().publish()
    after = asked(client, sheet, **{"if-none-match": before["ETag"]})
    assert (after.status_code, counted) == (200, ["pdf", "pdf"])
    assert "Camion" in text_of(after.content)


def test_a_consent_that_is_withdrawn_is_gone_at_once(client, sheet, counted):
    """No revision tells of it."""
    contact = Contact.objects.create(name="Awa Diop", email="awa@example.org", consent=True)
    sheet.contacts.add(contact)
    sheet.save_revision().publish()
    first = asked(client, sheet, "two-pages")
    assert "Awa Diop" in text_of(first.content)
    Contact.objects.update(consent=False)
    second = asked(client, sheet, "two-pages", **{"if-none-match": first["ETag"]})
    assert second.status_code == 200
    assert "Awa" not in text_of(second.content)


def test_fifty_readers_have_one_made():
    made, got = [], []
    begun, go = threading.Event(), threading.Event()

    def make():
        made.append(1)
        begun.set()
        go.wait(30)
        return b"%PDF"

    readers = [threading.Thread(target=lambda: got.append(keeping.made("1:pdf", "d", make).content)) for _ in range(50)]
    readers[0].start()
    begun.wait(30)
    for reader in readers[1:]:
        reader.start()
    go.set()
    for reader in readers:
        reader.join(60)
    assert (len(made), got) == (1, [b"%PDF"] * 50)


def test_who_waits_too_long_is_told_so(client, sheet, monkeypatch):
    monkeypatch.setattr(keeping, "PATIENCE", 0.2)
    with keeping._one:
        response = asked(client, sheet)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "5", "no-store")
    assert f'href="{sheet.url}"' in response.content.decode()
    assert asked(client, sheet).status_code == 200


def test_so_many_are_made_in_a_minute(client, sheet, make_sheet, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "PDF_PER_MINUTE": 1}
    assert asked(client, sheet).status_code == 200
    other = make_sheet("Autre")
    response = asked(client, other)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    # What is kept is given to everybody.
    assert asked(client, sheet).status_code == 200


def test_an_error_leaves_no_lock():
    def fail():
        raise ZeroDivisionError

    for _time in range(2):
        with pytest.raises(ZeroDivisionError):
            keeping.made("1:pdf", "d", fail)


@override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}})
def test_a_cache_that_keeps_nothing_is_enough():
    assert keeping.made("1:pdf", "d", lambda: b"%PDF").content == b"%PDF"
    assert keeping.kept("1:pdf", "d") is None


def test_another_cache_is_chosen(settings, tmp_path):
    files = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path)}
    settings.CACHES = {**settings.CACHES, "paper": files}
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "PDF_CACHE": "paper"}
    keeping.made("1:pdf", "d", lambda: b"%PDF")
    assert len(list(tmp_path.iterdir())) >= 1
    assert keeping.kept("1:pdf", "d").content == b"%PDF"


def test_a_cache_that_there_is_not_is_reported(settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "PDF_CACHE": "papier"}
    assert [problem.id for problem in check_settings(None)] == ["essaimage_wagtail.E003"]


# Tags


@pytest.mark.parametrize("name", documents.TEMPLATES)
@pytest.mark.parametrize("code", ["fr", "ar"])
def test_a_document_is_tagged(client, sheet, make_sheet, image_of, name, code):
    page = sheet if code == "fr" else make_sheet("حديقة مشتركة", language="ar", pitch="ساحة من إسمنت")
    page = make_body(page, [*BODY, ("picture", {"image": image_of("png"), "alt": "Un camion jaune"})])
    content = asked(client, page, name).content
    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == code
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert (str(pdf.docinfo.Title), str(pdf.docinfo.Author)) == (page.title, "Tests")
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts_of(pdf))
    elements = elements_of(content)
    kinds = [kind for kind, _alt in elements]
    assert kinds.count("H1") == 1
    assert {"H2", "P", "L", "LI", "Sect", "Link"} <= set(kinds)
    figures = [alt for kind, alt in elements if kind == "Figure"]
    assert all(figures)
    # The picture and the QR code; what is drawn beside words that say the same is none.
    assert len(figures) == (2 if name == "pdf" else 1)
    # A heading is read once, and none is within another.
    titles = [kind for kind in kinds if kind in ("H1", "H2")]
    assert titles[0] == "H1"


BODY = [
    ("description", {"text": PROSE}),
    ("results", {"indicators": [{"name": "Foyers", "value": "134", "baseline": "0", "target": "120"}]}),
    ("vigilance", {"points": [{"title": "Le camion", "likelihood": 2, "severity": 3}] * 2}),
    ("swot", {"strengths": ["a", "b"], "weaknesses": ["c"]}),
]


def fonts_of(pdf):
    return [
        item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    ]


# What is drawn


def test_drawings_have_their_colours(client, sheet):
    page = make_body(sheet, BODY)
    pages = pikepdf.open(BytesIO(asked(client, page).content)).pages
    drawn = b"".join(page.Contents.read_bytes() for page in pages)
    # The bar of progress is in the accent, #0b6159.
    assert re.search(rb"0\.0431\d* 0\.3803\d* 0\.349\d* (?:rg|RG|scn|SCN)", drawn)


def test_two_pages_are_two_however_long_the_sheet(client, sheet):
    words = "Une phrase assez longue pour que la fiche dépasse deux pages de papier. "
    page = make_body(
        sheet,
        [
            ("need", {"need": f"<p>{words * 60}</p>", "objectives": [words] * 20}),
            ("means", {"means": [{"kind": "staff", "name": words}] * 20}),
            ("budget", {"lines": [{"label": words, "amount": "10"}] * 40}),
            ("results", {"indicators": [{"name": words, "value": "1", "source": words}] * 40}),
            ("vigilance", {"points": [{"title": words, "consequence": words, "response": words}] * 20}),
            ("lessons", {"failed": f"<p>{words * 60}</p>"}),
        ],
    )
    content = asked(client, page, "two-pages").content
    assert pages_of(content) == 2
    assert "more on the page" in text_of(content) or "sur la page" in text_of(content)
    assert pages_of(asked(client, page).content) > 2
