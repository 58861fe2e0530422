"""What people of five languages type into figures, years, dates and addresses: understood, or refused with a reason.

Nothing is taken for another value than the one that was written, whatever CLDR's formats make of it.
"""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.core.exceptions import ValidationError
from django.utils.translation import override
from wagtail.admin.panels import get_edit_handler

from essaimage_wagtail.blocks import SheetBody
from essaimage_wagtail.forms.dates import parse_date
from essaimage_wagtail.forms.fields import AddressField, CoordinateField, DateField, NumberField, WholeNumberField
from essaimage_wagtail.forms.numbers import parse_number, without_currency, write_number
from essaimage_wagtail.forms.text import NotUnderstoodError
from essaimage_wagtail.models import Contact, Organisation, Replication, Territory
from essaimage_wagtail.pages.models import CommonOffer, CommonPage, SheetPage

from .site import LANGUAGES

TODAY = date(2026, 6, 1)
DAYS = [date(year, month, day) for year in (1978, 2026, 2031) for month in range(1, 13) for day in (1, 9, 12, 13, 28)]
NUMBERS = [
    Decimal(text)
    for text in ("0", "7", "-3", "0.5", "0.125", "12.25", "950", "1950", "-1950.5", "1950.55", "19500", "1.95", "1.955")
    + ("12345.675", "195000", "1234567.5", "1234567", "100000000.25")
]
COUNTRIES = ("en_GB", "en_US", "fr_CA", "es_MX", "de_CH", "ar_MA", "ar_EG")
DATE_STYLES = ("short", "medium", "long", "full", "d MMM yyyy", "d MMMM y", "yyyy-MM-dd", "EEE d MMM y", "LLLL d, y")
NUMBER_STYLES = (None, "#,##0.##", "0.####", "#,##0.0000")
amount = NumberField(required=False, max_digits=14, decimal_places=2)
figure = NumberField(required=False, max_digits=18, decimal_places=4)


def read(parse, text):
    try:
        return parse(text)
    except NotUnderstoodError:
        return None


def cleaned(field, text, language):
    """What a field makes of a text, or the first message."""
    with override(language):
        try:
            return field.clean(text)
        except ValidationError as error:
            return error.messages[0]


def in_arabic_digits(text):
    return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


@pytest.mark.parametrize("language", [*LANGUAGES, *COUNTRIES])
def test_dates_as_cldr_writes_them(language):
    locale, outcomes = Locale.parse(language), Counter()
    for day in DAYS:
        for style in DATE_STYLES:
            text = format_date(day, style, locale=locale)
            for typed in (text, in_arabic_digits(text), text.upper()):
                found = read(lambda typed: parse_date(typed, locale, TODAY), typed)
                assert found in (day, None), typed
                outcomes["understood" if found else "refused"] += 1
    # English without a country, and Canadian French, do not say whether 03/04 is in March or in April.
    assert outcomes["understood"] / outcomes.total() > (0.9 if language in ("en", "fr_CA") else 0.999), outcomes


@pytest.mark.parametrize("places", [2, 4])
@pytest.mark.parametrize("language", [*LANGUAGES, *COUNTRIES, "en_IN", "fr_CH"])
def test_figures_as_cldr_writes_them(language, places):
    locale, outcomes = Locale.parse(language), Counter()
    for number in NUMBERS:
        for style in NUMBER_STYLES:
            text = format_decimal(number, style, locale=locale)
            number_in_style = Decimal(format_decimal(number, style, locale="en").replace(",", ""))
            euros = without_currency(format_currency(number_in_style, "EUR", style, locale=locale), "EUR", locale)
            native = format_decimal(number, style, locale=locale, numbering_system="default")
            for typed in (text, native, text.replace("\u202f", " "), euros):
                found = read(lambda typed: parse_number(typed, locale, places), typed)
                wanted = {number_in_style, round(number_in_style, 2)} if typed is euros else {number_in_style}
                assert found is None or found in wanted, (typed, found)
                outcomes["refused" if found is None else "understood"] += 1
    assert outcomes["understood"] / outcomes.total() > 0.85, outcomes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", NUMBERS, ids=str)
def test_what_a_field_shows_is_read_again_as_the_same_in_every_language(language, number):
    shown = write_number(number, Locale.parse(language))
    for other in LANGUAGES:
        assert cleaned(figure, shown, other) == number


def test_every_issue_of_amounts():
    for language in LANGUAGES:
        for typed in (
            "1 950,50",
            "1\u202f950,50",
            "1\u2009950,50",
            "1\u00a0950.50",
            "1.950,50",
            "1,950.50",
            "١٬٩٥٠٫٥٠",
        ):
            assert cleaned(amount, typed, language) == Decimal("1950.5"), (language, typed)
        assert cleaned(amount, "٠١٢", language) == 12
        for typed in ("5²", "1e3", "NaN", "Infinity", "19 50", "1 950 $", "env. 300", "1.2.3", "9" * 70, "3 à 5", "½"):
            assert typed in cleaned(amount, typed, language), (language, typed)


@pytest.mark.parametrize(
    ("language", "typed", "of_amount", "of_figure"),
    [
        ("fr", "1.950", 1950, "1950 or 1,95"),
        ("fr", "1,950", "1950 or 1,95", Decimal("1.95")),
        ("en", "1,950", 1950, 1950),
        ("en", "1.950", "1950 or 1.95", Decimal("1.95")),
        ("de", "1.950", 1950, 1950),
        ("de", "1,950", "1950 or 1,95", Decimal("1.95")),
        ("es", "1.950", 1950, "1950 or 1,95"),
        ("es-mx", "1.950", "1950 or 1.95", Decimal("1.95")),
        ("ar", "1,950", 1950, "1950 or 1.95"),
        ("fr", "0,950", Decimal("0.95"), Decimal("0.95")),
        ("fr", "1950,500", Decimal("1950.5"), Decimal("1950.5")),
        ("en", "1,95,000", 195000, 195000),
    ],
)
def test_thousands_or_decimals(language, typed, of_amount, of_figure, untranslated):
    for field, expected in ((amount, of_amount), (figure, of_figure)):
        found = cleaned(field, typed, language)
        assert expected in found if isinstance(expected, str) else found == expected


@pytest.fixture
def untranslated(monkeypatch):
    """Messages in English, whatever the language of the editor."""
    from essaimage_wagtail.forms import fields

    monkeypatch.setattr(fields, "TWO_NUMBERS", "%(typed)s: %(one)s or %(other)s")
    monkeypatch.setattr(fields, "TWO_DATES", "%(typed)s: %(one)s or %(other)s")


@pytest.mark.parametrize(
    ("language", "typed", "day"),
    [
        ("fr", "15/03/2027", date(2027, 3, 15)),
        ("fr", "1er avril 2027", date(2027, 4, 1)),
        ("fr", "lundi 15 mars 2027", date(2027, 3, 15)),
        ("fr", "15 fevrier 2027", date(2027, 2, 15)),
        ("fr", "15/03/27", date(2027, 3, 15)),
        ("en", "March 15th, 2027", date(2027, 3, 15)),
        ("en", "the 15th of March 2027", date(2027, 3, 15)),
        ("en", "3/15/2027", date(2027, 3, 15)),
        ("en", "03/03/2027", date(2027, 3, 3)),
        ("en-gb", "03/04/2027", date(2027, 4, 3)),
        ("es", "15 de marzo del 2027", date(2027, 3, 15)),
        ("es", "mar, 16 mar 2027", date(2027, 3, 16)),
        ("de", "15. März 2027", date(2027, 3, 15)),
        ("de", "15. Jänner 2027", date(2027, 1, 15)),
        ("ar", "١٥ مارس ٢٠٢٧", date(2027, 3, 15)),
        ("ar", "15 كانون الثاني 2027", date(2027, 1, 15)),
        ("ar", "15 جانفي 2027", date(2027, 1, 15)),
        ("de", "2027-03-15", date(2027, 3, 15)),
    ],
)
def test_days_that_are_understood(language, typed, day):
    assert cleaned(DateField(), typed, language) == day


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("fr", "mars 2027"),
        ("fr", "2027"),
        ("fr", "15 mars"),
        ("fr", "31/02/2027"),
        ("fr", "03/15/2027"),
        ("fr", "mardi 15 mars 2027"),
        ("fr", "demain"),
        ("fr", "15/03/2027 ou 16/03/2027"),
        ("en", "03/04/2027"),
        ("fr-ca", "03/04/2027"),
        ("de", "20270315"),
        ("ar", "١٥ رمضان ١٤٤٨"),
    ],
)
def test_days_that_are_refused_with_what_was_typed(language, typed):
    message = cleaned(DateField(), typed, language)
    assert isinstance(message, str)
    assert typed in message


def test_both_days_are_named(untranslated):
    assert cleaned(DateField(), "03/04/2027", "en") == "03/04/2027: April 3, 2027 or March 4, 2027"


def test_the_format_of_the_calendar_comes_first(settings):
    settings.WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
    assert cleaned(DateField(), "03/04/2027", "en") == date(2027, 4, 3)


@pytest.mark.parametrize("typed", ["48,9335", "48.9335", " 48.93350000 ", "48.9335°", "٤٨٫٩٣٣٥", "48.93349999"])
def test_degrees(typed):
    field = CoordinateField(max_digits=9, decimal_places=6)
    for language in LANGUAGES:
        assert cleaned(field, typed, language) == Decimal("48.9335")


@pytest.mark.parametrize("typed", ["48.93, 2.35", "48°56′N", "1 048", "Lille", "9999.1"])
def test_degrees_that_are_refused(typed):
    assert isinstance(cleaned(CoordinateField(max_digits=9, decimal_places=6), typed, "fr"), str)


@pytest.mark.parametrize(
    ("typed", "year"), [("2014", 2014), ("٢٠١٤", 2014), ("2014.0", 2014), ("2014-2016", None), ("vers 2014", None)]
)
def test_years(typed, year):
    found = cleaned(WholeNumberField(), typed, "fr")
    assert found == year if year else typed in found


def test_addresses():
    assert cleaned(AddressField(), "example.org/a", "fr") == "https://example.org/a"
    assert "moi@example.org" in cleaned(AddressField(), "moi@example.org", "fr")


def test_budget_takes_its_own_currency_alone():
    block = SheetBody().child_blocks["budget"]

    def amount_of(typed, currency):
        value = block.normalize({"currency": currency, "lines": [{"label": "Salle"}]})
        value["lines"][0]["amount"] = typed
        return block.clean(value)["lines"][0]["amount"]

    with override("fr"):
        for typed in ("1 950 €", "€ 1 950", "1 950 EUR", "1 950 euros"):
            assert amount_of(typed, "EUR") == 1950
        for typed, currency in (("1 950 $", "EUR"), ("1 950 €", "CHF"), ("1 950 €", ""), ("15", "5")):
            if typed == "15":
                assert amount_of(typed, currency) == 15
                continue
            with pytest.raises(ValidationError):
                amount_of(typed, currency)


def typed_inputs(block):
    """Names of the blocks below, with the input that each is edited with."""
    for name, child in getattr(block, "child_blocks", {"": getattr(block, "child_block", None)}).items():
        if child is not None:
            yield from typed_inputs(child)
            if hasattr(child, "field"):
                yield name, child.field.widget


def test_no_input_of_a_sheet_drops_what_its_browser_does_not_know():
    widgets = list(typed_inputs(SheetBody()))
    assert len(widgets) > 50
    for name, widget in widgets:
        assert getattr(widget, "input_type", "text") != "number", name
        if hasattr(widget, "js_format"):
            assert widget.get_config()["validateOnBlur"] is False, name


@pytest.mark.parametrize("model", [SheetPage, CommonPage, CommonOffer, Replication, Contact, Organisation, Territory])
def test_no_input_of_a_form_does_either(model):
    viewset = getattr(model, "snippet_viewset", None)
    fields = (viewset.get_edit_handler() if viewset else get_edit_handler(model)).get_form_class().base_fields
    own = fields.keys() - {"go_live_at", "expire_at"}  # Wagtail's
    for name in own:
        widget = fields[name].widget
        assert getattr(widget, "input_type", "text") != "number", name
        if hasattr(widget, "js_format"):
            assert widget.get_config()["validateOnBlur"] is False, name


def test_help_shows_how_figures_are_written():
    value = SheetBody().child_blocks["budget"].child_blocks["lines"].child_block.child_blocks["amount"]
    shown = {}
    for language in ("en", "es", "de"):
        with override(language):
            shown[language] = str(value.field.help_text)
    assert "12,950.50" in shown["en"]
    assert "12.950,50" in shown["es"]
    assert "12.950,50" in shown["de"]
