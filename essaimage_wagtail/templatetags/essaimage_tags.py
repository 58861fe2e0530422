"""How values look: numbers and money in the reader's format, pictures in agreed sizes, small drawings."""

from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_bidi, get_language_info
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.images.models import Picture
from wagtail.models import Page
from wagtail.rich_text import RichText

from .. import drawing
from ..blocks.actors import SCALE
from ..blocks.base import is_blank_html
from ..contexts.prose import with_languages, with_links
from ..directory.figures import figures as figures_of
from ..directory.latest import chosen_sheets as chosen_sheets_of
from ..directory.latest import latest_sheets as latest_sheets_of
from ..directory.map import map_of
from ..formatting import (
    file_size,
    finite_decimal,
    kilometres,
    money,
    number,
    percentage,
    written_day,
    written_moment,
)
from ..hrefs import checked_address, checked_html, without_dead_links
from ..renditions import SIZES, fallback, renditions_of

register = template.Library()
register.filter("number", number)
register.filter("money", money)
register.filter("kilometres", kilometres)
register.filter("percentage", percentage)
register.filter("file_size", file_size)


@register.filter
def absolute(value):
    """An amount without its sign."""
    amount = finite_decimal(value)
    return None if amount is None else abs(amount)


@register.filter
def filled(rich_text):
    """Whether rich text says anything: the editor stores an empty paragraph for nothing."""
    return bool(rich_text) and not is_blank_html(rich_text.source)


@register.filter
def isolated(text):
    """A name, a title or an address in letters of any direction, which do not mix with those around it."""
    return format_html("<bdi>{}</bdi>", text) if text else ""


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
    """Rich text as HTML, like Wagtail's filter ``richtext``, without the addresses that a browser would run, and with
    text where a link leads nowhere."""
    text = rich_text if isinstance(rich_text, RichText) else RichText(rich_text)
    return mark_safe(without_dead_links(checked_html(str(text))))  # noqa: S308 - as Wagtail's


@register.simple_tag(name="prose", takes_context=True)
def prose_of_page(context, rich_text):
    """Like the filter ``prose``, and the links to pages lead to the version that suits the reader, and are read for all
    texts of the page at once. A paragraph that is not translated says its language."""
    request, page = context.get("request"), context.get("page")
    if request is None:
        return prose(rich_text)
    essaimage = context.get("essaimage")
    reader = essaimage.language.code if essaimage else get_supported_content_language_variant(get_language())
    source = rich_text.source if isinstance(rich_text, RichText) else str(rich_text or "")
    source = with_languages(source, getattr(essaimage, "untranslated_words", {}))
    return prose(RichText(with_links(source, request, page if isinstance(page, Page) else None, reader)))


@register.filter
def domain(url):
    """``https://www.repaircafe.org/en/`` as “repaircafe.org”."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@register.filter(expects_localtime=True)
def day(date):
    """A :func:`written_day` with an element that machines read; nothing for none."""
    if not date:
        return ""
    return format_html('<time datetime="{}">{}</time>', date.strftime("%Y-%m-%d"), written_day(date))


@register.filter(expects_localtime=True)
def moment(value):
    """A :func:`written_moment`, as text; nothing for none."""
    return written_moment(value) if value else ""


@register.simple_tag(takes_context=True)
def latest_sheets(context, count):
    """The ``count`` sheets of the site that were first published last, the latest first, as
    ``essaimage_wagtail/includes/card.html`` takes them: in the language of the page, or of the request where no page is
    shown; only those that the readers of the page may see."""
    return latest_sheets_of(count, *_where(context))


@register.simple_tag(takes_context=True)
def chosen_sheets(context, count):
    """As ``latest_sheets``: the ``count`` sheets that are the most complete and were checked lately, made-up examples
    after all others."""
    return chosen_sheets_of(count, *_where(context))


@register.simple_tag(takes_context=True)
def figures(context):
    """What the site has in the language of the page (:class:`essaimage_wagtail.directory.figures.Figures`), as
    ``essaimage_wagtail/includes/figures.html`` takes it under the name ``figures``."""
    return figures_of(*_where(context))


def _where(context):
    """The language and the request of what is shown, and the page, if one is."""
    page = context.get("page")
    if isinstance(page, Page):
        return page.locale.language_code, context["request"], page
    return get_supported_content_language_variant(get_language()), context["request"], None


@register.simple_tag(takes_context=True)
def initiatives_map(context, **params):
    """The map of the site's initiatives, as ``essaimage_wagtail/includes/map.html`` takes it: of those in the directory
    around the page, in its language, narrowed by parameters of a search (``territory="FR-59"``)."""
    return map_of(context["essaimage"], context["request"], **params)


@register.simple_tag
def lang(code):
    """The attributes of a fragment in the language ``code``."""
    return format_html('lang="{}" dir="{}"', code, "rtl" if _is_bidi(code) else "ltr")


@register.filter
def in_latin_letters(code):
    """Whether the language ``code`` is written in letters that the package's own font has, as its name shows."""
    try:
        return all(letter < "\u0250" for letter in get_language_info(code)["name_local"])
    except KeyError:
        return True


def _is_bidi(code):
    try:
        return get_language_info(code)["bidi"]
    except KeyError:
        return False


@register.simple_tag(takes_context=True)
def said(context, row, column):
    """The words of a row that all languages share (:class:`~..models.in_languages.SaidInLanguages`) in the reader's
    language where somebody has said them; isolated, and with their own language where it is known to be another."""
    essaimage = context.get("essaimage")
    reader = essaimage.language.code if essaimage else get_supported_content_language_variant(get_language())
    words = row.said(column, reader)
    if not words.language:
        return isolated(words.text)
    # Words may begin with letters of the other direction: it is not guessed where it is known.
    if words.language == reader:
        return format_html('<bdi dir="{}">{}</bdi>', "rtl" if _is_bidi(reader) else "ltr", words.text)
    return format_html("<bdi {}>{}</bdi>", lang(words.language), words.text)


@register.simple_tag
def picture(image, size, alt="", lazy=True):
    """``image`` in one of the sizes of :data:`essaimage_wagtail.renditions.SIZES`: the browser chooses the format and
    the width, and keeps its place before it comes.

    Nothing without an image; its ``alt`` as text, if it has one, where the file is gone or cannot be read. One that is
    seen at once must not be ``lazy``.
    """
    if not image:
        return ""
    renditions = renditions_of(image, size)
    if not renditions:
        return format_html('<span class="es-gone">{}</span>', alt) if alt else ""
    narrowest = fallback(renditions)
    # A drawing that was made this moment has dimensions with decimals, which HTML does not know.
    attributes = {"alt": alt, "width": max(1, round(narrowest.width)), "height": max(1, round(narrowest.height))}
    if any(other.width != narrowest.width for other in renditions.values()):
        attributes["sizes"] = SIZES[size].slot
    attributes |= {"loading": "lazy", "decoding": "async"} if lazy else {"fetchpriority": "high"}
    return Picture(renditions, attributes).__html__()


@register.simple_tag
def picture_url(image, size):
    """The address of ``image`` in the widest of one of the sizes of :data:`essaimage_wagtail.renditions.SIZES`, in the
    format that every browser knows; or nothing."""
    renditions = list(renditions_of(image, size).values()) if image else []
    return renditions[-1].url if renditions else ""


@register.simple_tag
def icon(name):
    return drawing.icon(name)


@register.simple_tag
def dots(score, out_of):
    return drawing.dots(score, out_of)


@register.simple_tag
def levels(scores, out_of):
    return drawing.levels(scores, out_of)


@register.simple_tag
def radar(axes, steps):
    """A radar that goes round in the direction of reading, see :func:`essaimage_wagtail.drawing.radar`."""
    return drawing.radar(axes, steps, mirrored=get_language_bidi())


@register.simple_tag
def absence(reason):
    return drawing.absence(reason)
