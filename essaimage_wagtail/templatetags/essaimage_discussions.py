"""Links from what there is to what is said of it, on a site that has discussions."""

from django import template
from django.apps import apps
from django.urls import NoReverseMatch, reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def discussions_about(context, thing):
    """Where discussions about a page, a theme or a territory are read, and how many there are: ``{url, count}``, as
    ``essaimage_wagtail/includes/discussion.html`` takes it; nothing on a site without discussions. One query."""
    if not _are_there():
        return None
    from wagtail.models import Page, Site

    from ..discussions.choices import About
    from ..discussions.threads.reading import number_about
    from ..models import Territory

    request, essaimage = context.get("request"), context.get("essaimage")
    site = Site.find_for_request(request) if request else None
    if site is None or essaimage is None:
        return None
    code = essaimage.language.code
    if isinstance(thing, Page):
        keys, about = [str(thing.translation_key)], About.PAGE
        url = reverse("essaimage:discussions:of_page", args=[keys[0], code])
    elif isinstance(thing, Territory):
        keys, about = [thing.identifier, str(thing.uuid)], About.TERRITORY
        url = f"{reverse('essaimage:discussions:threads')}?language={code}&territory={thing.identifier}"
    else:
        keys, about = [str(thing.translation_key)], About.THEME
        url = f"{reverse('essaimage:discussions:threads')}?language={code}&theme={thing.slug}"
    return {"url": url, "count": number_about(about, keys, site)}


@register.simple_tag
def discussions_url(code):
    """The address of all discussions in a language; nothing on a site without them."""
    if not _are_there():
        return ""
    return f"{reverse('essaimage:discussions:threads')}{code and f'?language={code}'}"


def _are_there():
    if not (apps.is_installed("essaimage_wagtail.discussions") and apps.is_installed("essaimage_wagtail.wiki")):
        return False
    try:
        reverse("essaimage:discussions:threads")
    except NoReverseMatch:
        return False
    return True
