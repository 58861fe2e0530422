"""Visits to sites of other people's: ``python tests/elsewhere crx_site before`` does one step of one visit.

It is run in the directory of the site's project by the Python that the project has, which knows nothing of the tests;
see ``test_packaging.py``. Each step is a process, since the site's settings change in between.
"""

import os
import sys
from importlib import import_module

import django

sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "mysite.settings.dev"
django.setup()

visit, step = sys.argv[1:]
getattr(import_module(visit), step)()
