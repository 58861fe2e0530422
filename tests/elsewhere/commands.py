"""Several commands of a site in one process, which takes seconds to begin: ``python commands.py check "migrate …"``.

As ``manage.py``, in whose directory it is run, calls each of them.
"""

import os
import shlex
import sys

from django.core.management import execute_from_command_line

sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "mysite.settings.dev"

for command in sys.argv[1:]:
    execute_from_command_line(["manage.py", *shlex.split(command)])
