"""Methods, commons and replications, and what points at these, beside the site of :mod:`tests.site`."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Locale

from essaimage_wagtail.models import Contact, Organisation, ProjectFrame, Replication, ReplicationText, Usage
from essaimage_wagtail.pages.models import CommonOffer, CommonPage, MethodPage, MethodStepPage, SheetCommon, StepCommon

from .site import image, saved, term
from .translating import translate


@pytest.fixture
def usages(site):
    return {
        "write": term(Usage, site.locales, "write-rules", fr="Écrire ses règles", en="Write one's rules"),
        "lend": term(Usage, site.locales, "lend-tools", fr="Prêter des outils", en="Lend tools"),
    }


@pytest.fixture
def make_common(site):
    """``make_common("Title", language="fr", offers=[{...}], usages=[...], publish=True, **fields)``."""

    def make(title, *, language="fr", publish=True, parent=None, offers=(), **fields):
        many = {name: fields.pop(name, ()) for name in ("usages", "themes", "contacts", "organisations")}
        common = CommonPage(title=title, locale=site.locales[language], live=False, **{"pitch": "Pitch", **fields})
        (parent or site.directory[language]).add_child(instance=common)
        for name, rows in many.items():
            setattr(common, name, list(rows))
        common.offers = [CommonOffer(locale=common.locale, **offer) for offer in offers]
        return saved(common, publish=publish)

    return make


@pytest.fixture
def use(site, make_sheet):
    """``use(common, "Sheet", relation="uses")``: a published sheet that names the common."""

    def use(common, title, relation="uses", **kwargs):
        sheet = make_sheet(title, **kwargs)
        sheet.common_links = [SheetCommon(common_key=common.translation_key, relation=relation)]
        sheet.save_revision().publish()
        return sheet

    return use


@pytest.fixture
def make_method(site):
    """``make_method("Title", language="fr", publish=True, **fields)``."""

    def make(title="Essaimer", *, language="fr", publish=True, parent=None, **fields):
        method = MethodPage(title=title, locale=site.locales[language], live=False, **{"pitch": "Pitch", **fields})
        (parent or site.home[language]).add_child(instance=method)
        return saved(method, publish=publish)

    return make


@pytest.fixture
def make_step(site):
    """``make_step(method, "Title", commons=[pages], publish=True, **fields)``; ``checklist`` is a list of texts."""

    def make(method, title, *, commons=(), checklist=(), publish=True, **fields):
        step = MethodStepPage(
            title=title,
            locale=method.locale,
            live=False,
            checklist=[("item", text) for text in checklist],
            **{"purpose": f"Purpose of {title}", **fields},
        )
        method.add_child(instance=step)
        step.common_links = [StepCommon(common_key=common.translation_key) for common in commons]
        return saved(step, publish=publish)

    return make


def full(site, usages, count=1):
    """The fields of a common that has everything, ``count`` offers and needs among it."""
    document = get_document_model().objects.create(title="Charter", file=ContentFile(b"x" * 2048, "charter.pdf"))
    organisation = Organisation.objects.create(name="Les Colibris", website="https://example.org/colibris")
    return {
        "usages": [usages["write"]["fr"], usages["lend"]["fr"]],
        "themes": [site.themes["repair"]["fr"]],
        "kind": "legal",
        "format": "PDF, 2 pages",
        "link": "https://www.example.org/charte",
        "document": document,
        "cover": image(),
        "steward": organisation,
        "organisations": [organisation, Organisation.objects.create(name="La Ruche")],
        "contacts": [
            Contact.objects.create(name="Shown Person", consent=True, organisation=organisation),
            Contact.objects.create(name="Hidden Person", consent=False),
        ],
        "description": "<p>Une page à signer.</p>",
        "contribution": "<p>Envoyez la vôtre.</p>",
        "next_step": "<p>La traduire.</p>",
        "governance_state": "done",
        "governance_evidence": "Une réunion par an",
        "legal_state": "not_wanted",
        "sharing_state": "not_applicable",
        "finance_state": "wished",
        "sources": [("source", {"title": "A book"})],
        "offers": [
            {"kind": kind, "text": f"Une salle {kind} {number}", "territory": site.territory.lille}
            for number in range(count)
            for kind in ("offer", "need")
        ],
    }


@pytest.fixture
def frame(site):
    """A frame in French and English, a row for each: ``frame["fr"]``."""
    rows, key = {}, {}
    for code, name, question in (("fr", "Trame", "Qui décide ?"), ("en", "Frame", "Who decides?")):
        body = [("governance", {"text": f"<p>{question}</p>"}), ("context", {"text": "<p>Not asked here</p>"})]
        rows[code] = ProjectFrame.objects.create(name=name, body=body, locale=site.locales[code], **key)
        key = {"translation_key": rows[code].translation_key}
    return rows


@pytest.fixture
def method(make_method, make_step):
    """Three steps: one for everybody, one for who redoes, one for who scales up."""
    page = make_method()
    make_step(page, "Lire", checklist=["Lire la fiche", "En parler"])
    make_step(page, "Adapter", for_inspire=False, for_scale_up=False, checklist=["Comparer"])
    make_step(page, "Partager", for_inspire=False, for_redo=False)
    return page


def step(method, title):
    """The step of a method with a title."""
    return MethodStepPage.objects.child_of(method).get(title=title)


@pytest.fixture
def in_english(django_capture_on_commit_callbacks):
    """``in_english(page)``: its version that a translator has made of all its words."""

    def in_english(page):
        with django_capture_on_commit_callbacks(execute=True):
            translate(page, "en")
        return type(page).objects.get(translation_key=page.translation_key, locale__language_code="en")

    return in_english


@pytest.fixture
def link(db):
    """``link(origin, adapted, texts={"fr": {...}}, **fields)``: a replication; ``adapted`` may be ``None``."""

    def make(origin, adapted=None, texts=(), **fields):
        row = Replication.objects.create(
            origin_key=origin.translation_key, adapted_key=adapted and adapted.translation_key, **fields
        )
        for code, words in dict(texts).items():
            locale = Locale.objects.get(language_code=code)
            ReplicationText.objects.create(replication=row, locale=locale, **words)
        return row

    return make
