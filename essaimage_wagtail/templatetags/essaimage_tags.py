"""How values look: numbers and money in the reader's format, pictures in agreed sizes, small drawings."""

import re
from decimal import Decimal, InvalidOperation
from functools import reduce
from urllib.parse import urlsplit

from babel.numbers import format_currency, format_decimal
from babel.units import format_unit
from django import template
from django.forms.utils import flatatt
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import template_localtime
from django.utils.translation import get_language, get_language_bidi, get_language_info, pgettext
from wagtail.images.models import SourceImageIOError
from wagtail.rich_text import RichText

from .. import drawing
from ..blocks.actors import SCALE
from ..blocks.base import is_blank_html
from ..forms.text import babel_locale
from ..hrefs import checked_address, checked_html
from ..renditions import RENDITIONS

register = template.Library()


def _decimal(value):
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@register.filter
def number(value):
    """``1150`` as “1,150” or “1 150”: grouped, with the decimals that it has. Years are not numbers."""
    amount = _decimal(value)
    if amount is None:
        return ""
    return format_decimal(amount, locale=babel_locale(), decimal_quantization=False)


@register.filter
def money(value, currency=""):
    """An amount in ``currency`` (three letters); whole amounts show no cents."""
    amount = _decimal(value)
    if amount is None:
        return ""
    if not currency:
        return number(amount)
    locale = babel_locale()
    pattern = locale.currency_formats["standard"].pattern
    if amount == amount.to_integral_value():
        pattern = pattern.replace(".00", "")
    return format_currency(amount, currency.upper(), format=pattern, locale=locale, currency_digits=False)


@register.filter
def kilometres(value):
    """A distance in kilometres as “3.4 km” or “25 km”."""
    amount = _decimal(value)
    if amount is None:
        return ""
    return format_unit(
        amount, "kilometer", "short", format="#,##0.#" if amount < 10 else "#,##0", locale=babel_locale()
    )


def two_counts(one, other):
    """“2 initiatives, 13 close ones”, with the comma of the reader's language."""
    return pgettext("two counts", "%(one)s, %(other)s") % {"one": one, "other": other}


def enumeration(names):
    """Names one after the other, with the commas of the reader's language: more may follow."""
    return reduce(babel_locale().list_patterns["standard"]["middle"].format, names)


@register.filter
def absolute(value):
    """An amount without its sign."""
    amount = _decimal(value)
    return None if amount is None else abs(amount)


@register.filter
def filled(rich_text):
    """Whether rich text says anything: the editor stores an empty paragraph for nothing."""
    return bool(rich_text) and not is_blank_html(rich_text.source)


@register.filter
def in_words(score):
    """An interest or influence of 1 to 5 as “very low” to “very high”."""
    return SCALE[score - 1] if score and 1 <= score <= len(SCALE) else ""


@register.filter
def href(address):
    """An address from the database, for an attribute that a browser follows; nothing if it would be run instead."""
    return checked_address(address)


@register.filter
def prose(rich_text):
    """Rich text as HTML, like Wagtail's filter ``richtext``, without the addresses that a browser would run."""
    text = rich_text if isinstance(rich_text, RichText) else RichText(rich_text)
    return mark_safe(checked_html(str(text)))  # noqa: S308 - as Wagtail's


@register.filter
def domain(url):
    """``https://www.repaircafe.org/en/`` as “repaircafe.org”."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


FIRST_OF_MONTH = {"fr": "1er", "it": "1º", "pt-br": "1º"}
"""The first day of a month, where it is an ordinal number: neither Django's formats nor CLDR's say so."""


def written_day(date):
    """A date (or a moment) in the reader's words: “1 June 2027”, « 1er juin 2027 »."""
    written = date_format(template_localtime(date), "DATE_FORMAT")
    language = (get_language() or "").lower()
    first = FIRST_OF_MONTH.get(language) or FIRST_OF_MONTH.get(language.partition("-")[0])
    return re.sub(r"^0?1(?=\s)", first, written) if first else written


@register.filter(expects_localtime=True)
def day(date):
    """A :func:`written_day` with an element that machines read; nothing for none."""
    if not date:
        return ""
    return format_html('<time datetime="{}">{}</time>', date.strftime("%Y-%m-%d"), written_day(date))


@register.simple_tag
def lang(code):
    """The attributes of a fragment in the language ``code``."""
    try:
        bidi = get_language_info(code)["bidi"]
    except KeyError:
        bidi = False
    return format_html('lang="{}" dir="{}"', code, "rtl" if bidi else "ltr")


@register.simple_tag
def picture(image, size, alt="", lazy=True):
    """``image`` in one of the sizes of :data:`essaimage_wagtail.renditions.RENDITIONS`.

    Nothing when there is no image or its file is gone. One that is seen at once must not be ``lazy``.
    """
    if not image:
        return ""
    try:
        rendition = image.get_rendition(RENDITIONS[size])
    except SourceImageIOError:
        return ""
    attributes = {"src": rendition.url, "width": rendition.width, "height": rendition.height, "alt": alt}
    attributes |= {"loading": "lazy", "decoding": "async"} if lazy else {"fetchpriority": "high"}
    return format_html("<img{}>", flatatt(attributes))


@register.simple_tag
def picture_url(image, size):
    """The address of ``image`` in one of the sizes of :data:`essaimage_wagtail.renditions.RENDITIONS`, or nothing."""
    try:
        return image.get_rendition(RENDITIONS[size]).url if image else ""
    except SourceImageIOError:
        return ""


@register.simple_tag
def icon(name):
    return drawing.icon(name)


@register.simple_tag
def dots(score, out_of):
    return drawing.dots(score, out_of)


@register.simple_tag
def radar(axes, steps):
    """A radar that goes round in the direction of reading, see :func:`essaimage_wagtail.drawing.radar`."""
    return drawing.radar(axes, steps, mirrored=get_language_bidi())


@register.simple_tag
def absence(reason):
    return drawing.absence(reason)
