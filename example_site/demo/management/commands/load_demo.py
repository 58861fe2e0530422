"""``load_demo``: the demonstration's content, as often as you like."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm
from wagtail.signal_handlers import disable_reference_index_auto_update

from example_site.demo.content import Content, ContentError
from example_site.demo.loader import Loader


class Command(BaseCommand):
    help = (
        "Load the demonstration's content. What is there already is brought up to date, page by page: it can be "
        "interrupted and run again, and twice gives the same as once."
    )

    def handle(self, verbosity, **options):
        try:
            content = Content.read()
        except ContentError as error:
            raise CommandError(str(error)) from error
        loader = Loader(content)
        steps = loader.steps()
        with tqdm(total=len(steps) + 1, unit="step", disable=verbosity == 0, file=self.stderr) as bar:
            # Pages are written many times: what refers to what is found out once they are as they stay.
            with disable_reference_index_auto_update():
                for label, step in steps:
                    bar.set_description(label)
                    step()
                    bar.update()
            bar.set_description("references")
            call_command("rebuild_references_index", verbosity=0)
            bar.update()
        self.stdout.write(loader.summary())
