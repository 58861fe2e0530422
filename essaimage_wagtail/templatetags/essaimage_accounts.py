"""Where people sign in, and where they get an account: for templates of the plugin and of the site."""

from django import template

from ..wiki.accounts import addresses

register = template.Library()


@register.simple_tag
def sign_in_url(code="", back=""):
    """``{% sign_in_url "fr" request.get_full_path as url %}``: the address at which somebody signs in who then comes
    back; ``code``: the language of the reader."""
    return addresses.sign_in_url(code, back)


@register.simple_tag
def ask_url(code):
    """``{% ask_url "fr" as url %}``: the address at which a visitor asks for an account; empty where nobody may."""
    return addresses.ask_url(code)
