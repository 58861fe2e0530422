"""The demonstration's settings, in the base template of another site: for the tests of what a host's style sheets do to
the plugin's pages."""

from example_site.config.settings import *  # noqa: F403
from example_site.config.settings import TEMPLATES

from .conftest import ROOT

ESSAIMAGE = {"BASE_TEMPLATE": "testapp/site_base.html"}
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0].get("DIRS", []), ROOT / "tests" / "testapp" / "templates"]
