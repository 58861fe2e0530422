"""``essaimage_roles``: groups for contributors, translators, moderators and stewards, and who approves what."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ...roles import approval
from ...roles.declared import CONTRIBUTOR, MODERATOR, ROLES, TRANSLATOR, roles_of_the_site
from ...roles.granting import grant
from ...roles.trees import Refused, languages, territory, whole_site, without_home

IN_A_TERRITORY = (CONTRIBUTOR, MODERATOR)


class Command(BaseCommand):
    requires_migrations_checks = True
    help = (
        "Make groups for contributors, translators and moderators of each language or of a territory, and one of "
        "stewards, with a workflow in which moderators approve what is submitted in their language or territory. Run "
        "again, it adds what is missing; it takes nothing away, and leaves the site's own groups and workflows alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("roles", nargs="*", metavar="role", help=f"of {', '.join(ROLES)}; all without any")
        parser.add_argument("--language", default="", metavar="CODES", help="such as fr,es; all by default")
        parser.add_argument(
            "--below", type=int, metavar="PAGE", help="a territory: this page, by its id, and its translations"
        )
        parser.add_argument("--name", default="", help="what the territory is called; as its page by default")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, roles, language, below, name, dry_run, **options):
        codes = [code.strip() for code in language.split(",") if code.strip()]
        if name and below is None:
            raise CommandError("--name goes with --below: languages have their names.")
        keys = wanted(roles, below is not None)
        try:
            with transaction.atomic():
                self.make(keys, codes, below, name)
                if dry_run:
                    transaction.set_rollback(True)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        if dry_run:
            self.stdout.write("Nothing was changed: this is what would be.")

    def make(self, keys, codes, below, name):
        if below is not None:
            whole = territory(below, name, codes)
            trees = [whole]
        else:
            whole, trees = whole_site(codes), self.trees(codes)
        for role in (ROLES[key] for key in keys):
            for tree in trees if role.has_trees else [whole]:
                group, changes = grant(role, tree)
                self.say(group.name, changes)
        if MODERATOR not in keys:
            return
        if not approval.are_in_use():
            self.stderr.write("No workflows were made: WAGTAIL_WORKFLOW_ENABLED is off.")
            return
        for tree in trees:
            for page in tree.pages:
                self.say(*approval.give_workflow(tree, page))
        for sentence in approval.locked_out():
            self.stderr.write(sentence)

    def trees(self, codes):
        found = languages(codes)
        for code, tree in found.items():
            if not tree.pages:
                self.stderr.write(without_home(code))
        return [tree for tree in found.values() if tree.pages]

    def say(self, name, changes):
        self.stdout.write(f"{name}: {'nothing to change' if not changes else ''}".rstrip())
        for change in changes:
            self.stdout.write(f"  {change}")


def wanted(roles, in_a_territory):
    """The roles that are meant, in the order in which they are declared."""
    if unknown := sorted(set(roles) - set(ROLES)):
        raise CommandError(f"There is no role {', '.join(unknown)}. There are: {', '.join(ROLES)}.")
    if in_a_territory and TRANSLATOR in roles:
        raise CommandError("Translators are of a language: leave out --below.")
    if TRANSLATOR in roles and TRANSLATOR not in roles_of_the_site():
        raise CommandError("Nothing is translated on this site: wagtail_localize is not in INSTALLED_APPS.")
    return [key for key in roles_of_the_site() if key in (roles or (IN_A_TERRITORY if in_a_territory else ROLES))]
