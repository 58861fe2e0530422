"""As the guide on accounts has it."""

from allauth.account.adapter import DefaultAccountAdapter

from essaimage_wagtail.wiki.accounts.allauth import AskFirstMixin


class Adapter(AskFirstMixin, DefaultAccountAdapter):
    pass
