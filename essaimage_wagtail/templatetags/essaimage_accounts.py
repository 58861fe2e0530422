"""Where people sign in, and where they get an account: for templates of the plugin and of the site."""

from django import template
from django.utils.translation import get_language

from ..wiki.accounts import addresses

register = template.Library()


@register.simple_tag
def sign_in_url(back=""):
    """``{% sign_in_url request.get_full_path as url %}``: the address at which somebody signs in who then comes back."""
    return addresses.sign_in_url(get_language() or "", back)


@register.simple_tag
def ask_url():
    """``{% ask_url as url %}``: the address at which a visitor asks for an account; empty where nobody may."""
    return addresses.ask_url(get_language() or "")
