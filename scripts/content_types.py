"""Writes ``docs/reference/content-types.md`` from the code: ``python -m scripts.content_types``."""

import os
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "content-types.md"
HEAD = """# Page types, fields and blocks

<!-- Written by `python -m scripts.content_types`: change the code rather than this page. -->

What editors fill in, with what each is for. Everything but titles may be empty in a draft. The name in `code` is the
one in Python; the column "in words" is the label in the admin.
"""


def table(rows):
    lines = ["| name | in words | what it is for |", "|---|---|---|"]
    return "\n".join(lines + [f"| `{name}` | {_cell(label)} | {_cell(purpose)} |" for name, label, purpose in rows])


def _cell(text):
    return " ".join(str(text or "").split()).replace("|", "\\|")


def fields_of(model):
    from wagtail.models import Page

    own = [field for field in model._meta.get_fields() if field.name not in _names(Page)]
    for field in own:
        if getattr(field, "editable", False) and not field.auto_created and hasattr(field, "verbose_name"):
            yield field.name, field.verbose_name, field.help_text


def _names(model):
    return {field.name for field in model._meta.get_fields()} | {"page_ptr"}


def children_of(block):
    """The children of a section and, one level down, those of its lists: ``actors.name``."""
    from wagtail import blocks

    for name, child in getattr(block, "child_blocks", {}).items():
        yield name, child.label, child.field.help_text if hasattr(child, "field") else _meta(child, "help_text")
        inner = child.child_block if isinstance(child, blocks.ListBlock) else None
        for below, label, purpose in children_of(inner) if inner else ():
            yield f"{name}.{below}", label, purpose


def _meta(block, name):
    return getattr(block.meta, name, None) or ""


def render():
    """The page as it should be, in English."""
    from django.utils import translation
    from django.utils.text import capfirst

    from essaimage_wagtail.blocks import MethodBody, SheetBody, SourcesBody
    from essaimage_wagtail.models import Organisation, ProjectFrame, Replication
    from essaimage_wagtail.pages import models as pages

    with translation.override("en"):
        parts = [HEAD, "## Page types"]
        for model in (
            pages.SheetPage,
            pages.MethodPage,
            pages.MethodStepPage,
            pages.CommonPage,
            pages.CommonOffer,
            pages.DirectoryPage,
            pages.CloudPage,
        ):
            parts += [f"### {capfirst(model._meta.verbose_name)} (`{model.__name__}`)", table(fields_of(model))]
        parts.append("## Snippets")
        for model in (Replication, ProjectFrame, Organisation):
            parts += [f"### {capfirst(model._meta.verbose_name)} (`{model.__name__}`)", table(fields_of(model))]
        for title, body in (
            ("Sections of a sheet", SheetBody()),
            ("What a method's texts are made of", MethodBody()),
            ("Sources", SourcesBody()),
        ):
            parts.append(f"## {title}")
            if title.startswith("What"):
                parts.append(
                    table((name, block.label, _meta(block, "description")) for name, block in body.child_blocks.items())
                )
                continue
            for name, block in body.child_blocks.items():
                parts += [f"### {block.label} (`{name}`)", str(_meta(block, "description")), table(children_of(block))]
        return "\n\n".join(part.rstrip() for part in parts if part) + "\n"


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PAGE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
