"""``essaimage_translators``: a group of translators for each language, with rights in its tree alone."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page

EVERYWHERE = (("wagtailadmin", "access_admin"), ("wagtail_localize", "submit_translation"))
IN_THE_LIBRARY = (("wagtailimages", "choose_image"), ("wagtaildocs", "choose_document"))
"""A picture that shows text may be replaced by one in the translation's language."""


class Command(BaseCommand):
    requires_migrations_checks = True
    help = (
        "Make a group of translators for each language: its members translate into that language, and change no other. "
        "Run again, it adds what a group lacks and takes nothing away."
    )

    def add_arguments(self, parser):
        parser.add_argument("languages", nargs="*", metavar="language", help="codes such as es; all without any")
        parser.add_argument("--publish", action="store_true", help="they may publish, too")

    def handle(self, languages, publish, **options):
        locales = {locale.language_code: locale for locale in Locale.objects.order_by("pk")}
        unknown = sorted(set(languages) - locales.keys())
        if unknown:
            known = ", ".join(locales)
            raise CommandError(f"The site has no language {', '.join(unknown)}. It has: {known}.")
        actions = ["add_page", "change_page"] + (["publish_page"] if publish else [])
        for code in languages or locales:
            homes = list(Page.objects.filter(depth=2, locale=locales[code], alias_of=None))
            if not homes:
                self.stderr.write(f"{code}: left out, no home page in this language. Translate the home page first.")
                continue
            group = make_group(locales[code], homes, actions)
            self.stdout.write(f"{code}: {group.name} ({', '.join(home.title for home in homes)})")


@transaction.atomic
def make_group(locale, homes, actions):
    """The group of a language's translators, who may do ``actions`` (codes of Wagtail's page permissions) in the trees
    of its home pages."""
    group, _created = Group.objects.get_or_create(
        name=_("Translators (%(language)s)") % {"language": locale.get_display_name() or locale.language_code}
    )
    group.permissions.add(*(permission(*name) for name in EVERYWHERE))
    for home in homes:
        for action in actions:
            GroupPagePermission.objects.get_or_create(
                group=group, page=home, permission=permission("wagtailcore", action)
            )
    library = Collection.get_first_root_node()
    for name in IN_THE_LIBRARY:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=library, permission=permission(*name))
    return group


def permission(app, codename):
    return Permission.objects.get(content_type__app_label=app, codename=codename)
