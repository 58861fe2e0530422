"""Texts of the interface are translated when they are shown, never when a process imports the package."""

import json
import subprocess
import sys

import pytest

from .conftest import ROOT

# A process whose first language is Arabic imports the whole package. What it then holds in Arabic letters, other than
# through lazy translations, stays Arabic for every reader.
SCRIPT = r"""
import enum, functools, importlib, inspect, json, pkgutil, re, types
from django.conf import settings
settings.LANGUAGE_CODE = "ar"
import django
django.setup()
from django import forms
from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from wagtail.admin.panels import Panel
from wagtail.blocks import Block
from wagtail.models import Page
import essaimage_wagtail

ARABIC = re.compile("[\u0621-\u064a]{2}")
WORDS_AS_DATA = (
    "essaimage_wagtail.search",
    "essaimage_wagtail.forms.dates",
    "essaimage_wagtail.spreadsheets.foreign",
    "essaimage_wagtail.spreadsheets.kinds",
    "essaimage_wagtail.discussions.incoming",
)
FOLLOWED = (Block, Panel, models.Field, forms.Field, forms.Widget)

def of_ours(thing):
    return getattr(thing, "__module__", "").startswith(("essaimage_wagtail", "tests."))

def children(thing):
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield f"[{key!r}]", key
            yield f"[{key!r}]", value
    elif isinstance(thing, list | tuple | set | frozenset):
        for item in thing:
            yield "[]", item
    elif isinstance(thing, functools.partial):
        yield "args", [thing.args, thing.keywords]
    elif isinstance(thing, enum.Enum):
        yield "label", vars(thing)
    elif isinstance(thing, types.FunctionType) and of_ours(thing):
        yield "()", [thing.__defaults__, thing.__kwdefaults__, [cell.cell_contents for cell in thing.__closure__ or ()]]
    elif isinstance(thing, type) and of_ours(thing):
        yield "", dict(vars(thing))
        if issubclass(thing, enum.Enum):
            yield "", list(thing)
        if issubclass(thing, models.Model) and not thing._meta.abstract:
            yield "", [thing._meta.verbose_name_plural, thing._meta.verbose_name, thing._meta.local_fields]
    elif isinstance(thing, FOLLOWED) or of_ours(type(thing)):
        yield "", dict(getattr(thing, "__dict__", {}))

def frozen(roots):
    seen, found, queue = set(), set(), list(roots)
    while queue:
        path, thing = queue.pop()
        if isinstance(thing, str) and not isinstance(thing, Promise):
            if ARABIC.search(thing):
                found.add((path, str(thing)))
            continue
        if id(thing) in seen or isinstance(thing, Promise | types.ModuleType):
            continue
        seen.add(id(thing))
        kept.append(thing)
        queue.extend((f"{path}{step}", child) for step, child in children(thing))
    return sorted(found)

kept = []
roots = []
for info in pkgutil.walk_packages(essaimage_wagtail.__path__, "essaimage_wagtail."):
    module = importlib.import_module(info.name)
    if not info.name.startswith(WORDS_AS_DATA):
        names = vars(module).keys() - {"LANG_INFO"}  # Django's names of languages, in their own
        roots += [(f"{info.name}.{name}", vars(module)[name]) for name in names if not name.startswith("__")]
for model in apps.get_models():
    viewset = getattr(model, "snippet_viewset", None)
    if of_ours(model) and (viewset or issubclass(model, Page)):
        handler = viewset.get_edit_handler() if viewset else model.get_edit_handler()
        name = model.__name__
        roots += [(f"{name} panels", handler), (f"{name} form", handler.get_form_class().base_fields)]
        roots += [(f"{name} admin", vars(viewset))] if viewset else []
print(json.dumps([len(roots), frozen(roots)]))
"""


@pytest.fixture(scope="module")
def frozen_in_arabic():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "", "PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_no_text_stays_in_the_language_of_the_process_that_imports_it(frozen_in_arabic):
    looked_at, frozen = frozen_in_arabic
    assert looked_at > 500
    assert [place for place, text in frozen if text != "العربية"] == []  # a language's own name
