"""Sheets that hold too much, too little, or what fits nowhere: for tests in a browser."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images import get_image_model

from essaimage_wagtail.models import Contact, Organisation
from essaimage_wagtail.pages.models import SheetPage

from .site import image

WORDS = {
    "fr": {
        "title": "Équipe d’Hébécrevon, Égly et Ÿ : jardin partagé, gâteaux, bricolage",
        "pitch": "Des voisins cultivent ensemble une friche ; on y sème, on y cuisine, chacun repart avec un panier.",
        "longest": "Anticonstitutionnellement" * 5,
        "text": "Le potager occupe l’ancienne cour de l’école, derrière le lavoir.",
        "bearer": "Association des jardinières et jardiniers du quartier de l’Hommelet",
        "unit": "personnes",
    },
    "ar": {
        "title": "حديقة الجيران في الحيّ القديم: نزرع معًا ونطبخ معًا",
        "pitch": "يزرع الجيران أرضًا مهجورة معًا، ويطبخون ما يحصدونه، ويعود كلّ واحد منهم بسلّة.",
        "longest": "فأسقيناكموها" * 10,
        "text": "تقع الحديقة في فناء المدرسة القديمة خلف المغسل العمومي.",
        "bearer": "جمعية بستانيات وبستانيي الحيّ",
        "unit": "أشخاص",
    },
}


def portrait():
    """A cover that is three times as high as it is wide."""
    file = BytesIO()
    Picture.new("RGB", (400, 1200), "#7a9").save(file, "JPEG")
    return get_image_model().objects.create(title="Portrait", file=ImageFile(file, name="portrait.jpg"))


def prose(text, attribution=""):
    return {"text": f"<p>{text}</p>", "attribution": attribution}


def whole(site, make_sheet, language="fr", **fields):
    """A sheet as a careful editor leaves it, with something in each kind of section that is drawn."""
    words = WORDS[language]
    people = [
        {
            "name": words["unit"],
            "value": Decimal(value),
            "unit": words["unit"],
            "period": year,
            "source": words["bearer"],
        }
        for year, value in (("2021", 120), ("2022", 340), ("2023", 285))
    ]
    body = [
        ("context", prose(words["text"] * 3)),
        ("need", {"need": f"<p>{words['text']}</p>", "objectives": [words["text"], words["text"]]}),
        ("governance", prose(words["text"] * 4)),
        ("actors", {"actors": [{"name": f"{words['bearer']} {n}", "interest": n, "influence": 3} for n in (2, 4)]}),
        ("results", {"introduction": words["text"], "indicators": [*people, {**people[0], "name": words["text"]}]}),
        ("testimony", {"text": words["text"], "speaker": words["unit"]}),
        ("swot", {name: [words["text"]] * 2 for name in ("strengths", "weaknesses", "opportunities", "threats")}),
        (
            "vigilance",
            {"points": [{"title": words["text"], "likelihood": 2, "severity": 3, "response": words["text"]}]},
        ),
        ("lessons", {"worked": f"<p>{words['text']}</p>", "failed": f"<p>{words['text']}</p>"}),
    ]
    return make_sheet(
        words["title"],
        language=language,
        pitch=words["pitch"],
        body=body,
        **{
            "start_year": 2014,
            "scope": "district",
            "territory": site.territory.lille,
            "bearer": Organisation.objects.create(name=words["bearer"], kind="association"),
            "contacts": [Contact.objects.create(name=words["unit"], email="jardin@example.org", consent=True)],
            "reviewed_on": date(2021, 3, 1),
            "cover": image(),
            "themes": [term["fr"] for term in site.themes.values()],
            "sources": [("source", {"title": words["text"], "date": "2023"})],
            **fields,
        },
    )


def crammed(site, make_sheet, language="fr"):
    """A title of 300 characters with a word of 120, a portrait cover, 200 tags, 40 sections."""
    words = WORDS[language]
    longest = (words["longest"] * 2)[:120]
    sections = [("context", prose(f"{longest} {words['text']}")), ("text", {"title": longest, **prose(longest)})] * 15
    figures = [
        {"name": longest, "value": Decimal("123456789012.3456"), "unit": longest, "period": f"{longest} {year}"}
        for year in (2021, 2022)
    ]
    many = [
        ("results", {"indicators": [*figures, {**figures[0], "name": words["text"], "contested": True}]}),
        ("swot", {"weaknesses": [longest]}),
        ("actors", {"actors": [{"name": longest, "role": longest, "interest": 5, "influence": 5}] * 2}),
        ("budget", {"lines": [{"side": "income", "label": longest, "amount": Decimal("98765432109.87")}] * 2}),
        ("need", {"objectives": [longest]}),
    ] * 2
    sheet = whole(
        site,
        make_sheet,
        language,
        cover=portrait(),
        tags=[f"{words['unit']} {number}" for number in range(199)] + [longest[:100]],
        bearer=Organisation.objects.create(name=longest, kind="association"),
        fictional=True,
    )
    sheet.body = [*sections, *many]
    sheet.save_revision().publish()
    # More than the form takes, as an import could leave it.
    title = f"{longest} {words['title'] * 6}"[:300]
    SheetPage.objects.filter(pk=sheet.pk).update(title=title)
    return SheetPage.objects.get(pk=sheet.pk)


def bare(site, make_sheet, language="fr"):
    """Nothing but a title and a pitch."""
    return make_sheet(WORDS[language]["title"], language=language, status="")
