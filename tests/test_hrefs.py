"""Addresses and markup that a browser would run: stored past the forms, they are linked nowhere and never run."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import models
from wagtail import blocks
from wagtail.models import Page, Site
from wagtail.rich_text import RichText
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from essaimage_wagtail.hrefs import checked_address, checked_html
from essaimage_wagtail.models import Contact, Organisation, ProjectFrame, Replication, ReplicationText
from essaimage_wagtail.pages.models import CloudPage, CommonOffer, SheetPage
from essaimage_wagtail.templatetags.essaimage_tags import prose

from .conftest import ROOT

TEMPLATES = ROOT / "essaimage_wagtail/templates"
HOSTILE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "\x00javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\r\nscript:alert(1)",
    "\u00a0javascript:alert(1)",
    "\u2028javascript:alert(1)",
    "javascript\t:alert(1)",
    "javascript://example.org/%0aalert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "livescript:x",
    "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)",
    "blob:https://example.org/x",
    "filesystem:https://example.org/x",
    "ms-word:ofe|u|https://example.org/x.docx",
]
GOOD = [
    "https://example.org/a?b=c&d=e#f",
    "http://example.org:8000/javascript:alert(1)",
    "HTTPS://EXAMPLE.ORG",
    "mailto:ada@example.org",
    "tel:+33123456789",
    "/fr/page/",
    "page?x=javascript:alert(1)",
    "#section",
    "//example.org/",
    "https://example.org/é à",
]


def as_browsers_read(address):
    """The scheme that a browser finds (URL Standard, 4.4): controls and spaces around are left out, tabs and newlines
    everywhere."""
    address = re.sub(r"^[\x00-\x20]+|[\x00-\x20]+$", "", address)
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\t\n\r]", "", address), re.IGNORECASE)
    return scheme[1].lower() if scheme else ""


class Addresses(HTMLParser):
    """What a page leads to."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        names = ("href", "src", "action", "formaction", "poster", "cite", "data", "xlink:href")
        self.found += [value or "" for name, value in attributes if name in names]


@pytest.mark.parametrize("address", HOSTILE)
def test_refused(address):
    assert checked_address(address) == ""


@pytest.mark.parametrize("address", GOOD)
def test_kept(address):
    assert checked_address(address) == address


def test_nothing_is_nothing():
    assert checked_address(None) == checked_address("") == ""


@pytest.mark.parametrize("address", HOSTILE)
def test_refused_in_rich_text(address):
    encoded = "".join(f"&#{ord(character)};" for character in address)
    loose = re.sub(r"[<>\"]", "", address).replace(":", "&colon;").replace("\t", "&Tab;").replace("\n", "&NewLine;")
    for html in (
        f'<p><a href="{address}">Ici</a></p>'.replace("<script>", "").replace("</script>", ""),
        f"<p><a href='{encoded}'>Ici</a></p>",
        f'<p><A HREF="{loose}">Ici</A></p>',
        f"<p><a\thref={encoded}>Ici</a></p>",
        f'<p><a/href="{encoded}">Ici</a></p>',
        f'<p><a linktype="external" href="{encoded}">Ici</a></p>',
        f'<svg><a xlink:href="{encoded}"><text>Ici</text></a></svg>',
        f'<form action="{encoded}"><button formaction="{encoded}">Ici</button></form>',
    ):
        shown = prose(RichText(html))
        assert "Ici" in shown
        assert {as_browsers_read(found) for found in Addresses(shown).found} <= {""}, (html, shown)


class Run(HTMLParser):
    """What a browser would run of a text, besides addresses."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found += [name for name, _value in attributes if name.startswith("on") or name == "srcdoc"]
        self.found += [tag] if tag == "script" else []


@pytest.mark.parametrize(
    "html",
    [
        "<p>Ici</p><script>alert(1)</script>",
        "<p>Ici</p><SCRIPT src='https://elsewhere.example/x.js'></SCRIPT>",
        "<p>Ici</p><script/x>alert(1)",
        '<p onclick="alert(1)">Ici</p>',
        "<p>Ici<img src=x OnError=alert(1)></p>",
        "<p>Ici</p><svg/onload=alert(1)></svg>",
        '<b title="x"onmouseover="alert(1)">Ici</b>',
        '<p>Ici</p><iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
    ],
)
def test_nothing_in_rich_text_is_run(html):
    assert Run(html).found
    shown = prose(RichText(html))
    assert "Ici" in shown
    assert Run(shown).found == []
    assert "alert" not in shown and "elsewhere" not in shown


def test_rich_text_is_otherwise_as_it_was():
    html = '<p data-block-key="x">Un <b>mot</b>, &amp; <a href="https://example.org/?a=b&amp;c=d">un lien</a><br/></p>'
    assert checked_html(html) == html
    for words in ("<p>a href = b</p>", "<p>on = off, onze = 11, &lt;script&gt;</p>"):
        assert checked_html(words) == words
    assert prose(None).strip() == prose("").strip() == ""


# In every field


def filled(block, address, words="Mot"):
    """A value of a block with the address in every field for one, and words elsewhere."""
    if isinstance(block, blocks.StreamBlock):
        return [(name, filled(child, address, words)) for name, child in block.child_blocks.items()]
    if isinstance(block, blocks.BaseStructBlock):
        return {name: filled(child, address, words) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return [filled(block.child_block, address, words)]
    if isinstance(block, blocks.URLBlock):
        return address
    if isinstance(block, blocks.RichTextBlock):
        return f'<p>Texte <a href="{address}">lien</a></p>'
    if isinstance(block, blocks.ChoiceBlock | blocks.ChooserBlock | blocks.BooleanBlock | blocks.DateBlock):
        return block.get_default()
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        return words
    return block.get_default()


def fill(page, address, words="Mot"):
    """Every field of a page that can hold an address, written past its form."""
    for field in page._meta.get_fields():
        kind = field.get_internal_type() if hasattr(field, "get_internal_type") else ""
        name = type(field).__name__
        if hasattr(field, "stream_block"):
            block = field.stream_block
            setattr(
                page, field.name, block.to_python(block.get_prep_value(block.normalize(filled(block, address, words))))
            )
        elif name == "RichTextField":
            setattr(page, field.name, f'<p>Texte <a href="{address}">lien</a></p>')
        elif name == "URLField" and kind:
            setattr(page, field.name, address)
    return page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["javascript:alert(1)", "\x01JaVa\tScript:alert(1)", "data:text/html,x"])
def test_no_page_links_to_a_hostile_address_in_any_field(
    client, site, make_sheet, make_common, make_method, make_step, address
):
    organisation = Organisation.objects.create(name="Mairie", website=address)
    sheet, other, common = make_sheet("Lavoir", bearer=organisation), make_sheet("Autre"), make_common("Charte")
    method = make_method("Méthode")
    frame = ProjectFrame.objects.create(name="Trame", locale=site.locales["fr"])
    step = make_step(method, "Lire", frame=frame, frame_section="need")
    common.steward = organisation
    common.organisations = [organisation]
    fill(frame, address).save()
    pages = [sheet, common, method, step]
    for page in pages:
        fill(page, address).save(clean=False)
    for adapted in (other, None):
        row = Replication(origin_key=sheet.translation_key, adapted_key=adapted and adapted.translation_key, name="Là")
        fill(row, address).save()
        ReplicationText.objects.create(
            replication=row, locale=site.locales["fr"], kept=f'<p>Texte <a href="{address}">lien</a></p>'
        )
    cloud = CloudPage(title="Nuage", slug="nuage", locale=site.locales["fr"])
    fill(cloud, address)
    Page.objects.get(pk=site.home["fr"].pk).add_child(instance=cloud)
    directory = site.directory["fr"]
    fill(directory, address).save()
    cache.clear()
    linked, words = [], ""
    for page in (*pages, other, cloud, directory):
        for query in ("", "?view=lineage", "?view=replicate", "?view=whole", "?format=json", "?format=atom"):
            response = client.get(f"{page.url}{query}")
            if response.status_code == 200:
                html = response.content.decode()
                linked += [
                    (page.url, query, found)
                    for found in Addresses(html).found
                    if as_browsers_read(found) not in ("", "http", "https") and not found.startswith("mailto:?subject=")
                ]
                words += html
    assert not linked
    # Else nothing was looked at: the words are there.
    assert words.count("lien") > 20
    assert unescape(words).count("Mairie") >= 2


MARKUP = "\"'><img src=x onerror=alert(1)>"


def say(row, **values):
    """A row with the markup in every text that has no choices, written past its form."""
    for field in row._meta.concrete_fields:
        free = type(field) in (models.CharField, models.TextField) and not field.choices
        if free and field.editable and field.name not in ("slug", "path", "url_path"):
            values.setdefault(field.name, f"Mot {MARKUP}"[: field.max_length])
    for name, value in values.items():
        setattr(row, name, value)
    return row


@pytest.mark.django_db
def test_no_words_are_taken_for_markup(client, site, make_sheet, make_common, make_method, make_step):
    organisation = say(Organisation(), website="https://example.org/", kind="association", legal_form=MARKUP)
    organisation.save()
    contact = say(Contact(consent=True), email="a@example.org")
    contact.save()
    theme = say(site.themes["garden"]["fr"])
    theme.save()
    site.territory.lille.name = MARKUP
    site.territory.lille.save()
    Site.objects.update(site_name=MARKUP)
    sheet = make_sheet("Lavoir", themes=[theme], tags=[MARKUP], territory=site.territory.lille)
    other, common, method = make_sheet("Autre", themes=[theme]), make_common("Charte"), make_method("Méthode")
    step = make_step(method, "Lire")
    for page in (sheet, common, method, step):
        say(fill(page, "https://example.org/", words=MARKUP), bearer=organisation, steward=organisation)
        page.organisations, page.contacts = [organisation], [contact]
        page.save(clean=False)
    common.offers = [CommonOffer(locale=common.locale, text=MARKUP, kind="offer")]
    common.save(clean=False)
    for adapted in (other, None):
        row = Replication(
            origin_key=sheet.translation_key,
            adapted_key=adapted and adapted.translation_key,
            declared_by=contact,
            territory=site.territory.lille,
        )
        say(fill(row, "https://example.org/", words=MARKUP)).save()
    cloud = CloudPage(title=MARKUP, slug="nuage", locale=site.locales["fr"])
    Page.objects.get(pk=site.home["fr"].pk).add_child(instance=cloud)
    directory = say(site.directory["fr"])
    directory.save(clean=False)
    cache.clear()
    said, kinds = 0, set()
    for page in (sheet, common, method, step, other, cloud, directory):
        for query in ("", "?view=lineage", "?view=replicate", "?view=map", "?format=atom"):
            for asked in ("", "q=mot+img", "&".join(f"{name}={quote(MARKUP)}" for name in ("q", "theme", "near"))):
                answer = client.get(f"{page.url}{query}{'&' if query else '?'}{asked}")
                kinds.add(answer["Content-Type"])
                assert "<img src=x" not in answer.text, (page.url, query, asked)
                said += answer.text.count("&lt;img src=x")
    for name in ("opensearch", "atom"):
        assert "<img src=x" not in client.get(f"/essaimage/search/?format={name}&q=mot").text
    # Else nothing was looked at.
    assert said > 200
    assert kinds == {"text/html; charset=utf-8", "application/atom+xml; charset=utf-8"}
    assert client.get(f"{directory.url}?format=json&q=mot")["Content-Type"] == "application/json"


@pytest.mark.django_db
def test_translator_overrides_an_address(client, site, make_sheet, django_capture_on_commit_callbacks):
    """wagtail-localize takes any text for the address of a link or of a block, and publishes it."""
    body = [
        ("context", {"text": '<p>Un <a href="https://example.org/">lien</a></p>'}),
        ("quotation", {"text": "Mot", "url": "https://example.org/q"}),
    ]
    sheet = make_sheet("Lavoir", body=body)
    source, _created = TranslationSource.get_or_create_from_instance(sheet)
    english = site.locales["en"]
    Translation.objects.create(source=source, target_locale=english, enabled=True)
    segments = OverridableSegment.objects.filter(source=source)
    assert segments.count() >= 2
    for segment in segments:
        SegmentOverride.objects.create(
            locale=english, context=segment.context, data_json=json.dumps("javascript:alert(1)")
        )
    for segment in StringSegment.objects.filter(source=source):
        StringTranslation.objects.create(
            translation_of=segment.string, locale=english, context=segment.context, data=segment.string.data
        )
    with django_capture_on_commit_callbacks(execute=True):
        source.create_or_update_translation(english, publish=True)
    page = SheetPage.objects.get(translation_key=sheet.translation_key, locale=english)
    assert page.live
    assert "javascript:" in str(page.body.get_prep_value())
    html = client.get(page.url).content.decode()
    assert "lien" in html
    assert "javascript:" not in html


ATTRIBUTE = re.compile(r"""\b(?:href|src|action|formaction|poster|cite|data)=["']?\s*\{\{\s*([^}]+?)\s*\}\}""")
MADE_HERE = re.compile(
    r"""
    \w+_url(?:\|default:.*)?             # by our view models, from the addresses of pages
    | .*\b(?:\w+_url)(?:\|default:.*)?
    | action | cloud\.action
    | (?:language|alternate|facet|item|filter|layout|sort|term|usage|territory|cluster|entry|group|choice|mode|hit)\.url
    | page\.url | row\.url | request\.path | (?:own_)?address
    | value\.url | other\.link\.url | link\.url | user\.url | step\.url | common\.url | original\.url | suggestion\.url
    | (?:lineage|replicate)\.url | step\.(?:method|previous|next)\.url
    | licence\.url | common\.kind\.url
    | directory\.(?:alternatives\.\w+\.url | addresses\.\w+ | facets\.\w+\.url | results\.\w+\.url | \w+)
    | (?:document|common\.document|value\.file)\.url | poster     # files of the site
    """,
    re.VERBOSE,
)
"""Expressions whose values the plugin makes itself; ``value.url`` only where ``value`` is that of a facet."""
MADE_BY_THEIR_VIEWS = {
    ("plain.html", "prefix"),
    ("results.html", "url"),
    ("site_footer.html", "url"),
    ("suggestion.html", "url"),
    ("account_request.html", "url"),
    ("care_panel.html", "line.url"),
    ("languages_cell.html", "version.url"),
    ("needs_cell.html", "need.url"),
    ("write.html", "place.url"),
    ("write_panel.html", "url"),
    ("write_panel.html", "others"),
    ("notice.html", "url"),
    ("programme_person.html", "url"),
    ("moderate.html", "url"),
}


def test_templates_check_every_address_from_the_database():
    unchecked = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = path.read_text()
        for expression in ATTRIBUTE.findall(text):
            stored = "/blocks/" in str(path) and expression == "value.url"
            stored |= path.name == "common_header.html" and expression == "common.link"
            made_here = MADE_HERE.fullmatch(expression) or (path.name, expression) in MADE_BY_THEIR_VIEWS
            if "|href" not in expression and (stored or not made_here):
                unchecked.append((path.name, expression))
        assert "|richtext" not in text, f"{path.name}: the filter prose checks addresses, Wagtail's does not"
        assert "|safe " not in text, path.name
    assert not unchecked
