"""``runserver``: the demonstration's addresses lead to the port that it is served on."""

from django.contrib.staticfiles.management.commands import runserver
from wagtail.models import Site


class Command(runserver.Command):
    def inner_run(self, *args, **options):
        for site in Site.objects.filter(is_default_site=True):
            site.port = int(self.port)
            site.save()
        super().inner_run(*args, **options)
