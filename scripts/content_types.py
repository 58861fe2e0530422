"""Writes ``docs/reference/content-types.md`` from the code: ``python -m scripts.content_types``."""

import os
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "content-types.md"
HEAD = """# Page types, fields and blocks

<!-- Written by `python -m scripts.content_types`: change the code rather than this page. -->

What editors fill in, with what each is for. Everything but titles may be empty in a draft. The name in `code` is the
one in Python; the column "in words" is the label in the admin. "In other languages" says what becomes of it in a
translation: *translated*; *the same*, as in the original; *the same, or its own*, where a translator may give one
language a value of its own; *its own*, which the original says nothing about; *said in each*, where one row serves all
languages.
"""

TRANSLATED, SAME, EITHER, OWN, SAID = "translated", "the same", "the same, or its own", "its own", "said in each"
SHARED_TEXTS = {
    "Organisation": {"kind", "language", "website"},
    "Contact": {"name", "email", "phone", "language"},
    "Replication": {"language", "url", "mode", "kind", "state"},
}
"""Texts of rows that all languages share which are no words of a language."""


class UndeclaredError(Exception):
    """Nobody has said what becomes of a field in other languages."""


def table(rows):
    lines = ["| name | in words | in other languages | what it is for |", "|---|---|---|---|"]
    return "\n".join(lines + [f"| `{name}` | {' | '.join(map(_cell, cells))} |" for name, *cells in rows])


def _cell(text):
    return " ".join(str(text or "").split()).replace("|", "\\|")


def fields_of(model):
    from wagtail.models import Page

    own = [field for field in model._meta.get_fields() if field.name not in _names(Page)]
    for field in own:
        if getattr(field, "editable", False) and not field.auto_created and hasattr(field, "verbose_name"):
            yield field.name, field.verbose_name, elsewhere(model, field), field.help_text


def elsewhere(model, field):
    """What becomes of a field in other languages. Raises :class:`UndeclaredError`."""
    from wagtail.models import TranslatableMixin

    if issubclass(model, TranslatableMixin):
        return _in_a_translation(model, field)
    if any(each.name == "locale" for each in model._meta.get_fields()):
        return OWN
    words = {*getattr(model, "SAID", ()), *_names_of_words(model)}
    if field.name in words:
        return SAID
    if not _is_text(field) or field.name in SHARED_TEXTS[model.__name__]:
        return SAME
    raise UndeclaredError(f"{model.__name__}.{field.name}: are these words of a language?")


def _names_of_words(model):
    """The columns that a row of words for each language repeats."""
    texts = [field.related_model for field in model._meta.get_fields() if field.name == "texts"]
    return {field.name for rows in texts for field in rows._meta.concrete_fields if _is_text(field)}


def _is_text(field):
    return field.get_internal_type() in ("CharField", "TextField", "URLField", "EmailField", "JSONField")


def _in_a_translation(model, field):
    from modelcluster.fields import ParentalKey
    from wagtail_localize.fields import SynchronizedField, TranslatableField, get_translatable_fields

    if isinstance(field, ParentalKey):
        return ""
    known = {declared.field_name: declared for declared in get_translatable_fields(model)}.get(field.name)
    if isinstance(known, TranslatableField):
        return TRANSLATED
    # What is no text is copied unless the model says otherwise: it has to say so.
    if known not in getattr(model, "override_translatable_fields", ()):
        raise UndeclaredError(f"{model.__name__}.{field.name}: is it the same in every language?")
    if isinstance(known, SynchronizedField):
        return EITHER if known.overridable else SAME
    return OWN


def _names(model):
    return {field.name for field in model._meta.get_fields()} | {"page_ptr"}


def children_of(block):
    """The children of a section and, one level down, those of its lists: ``actors.name``."""
    from wagtail import blocks

    for name, child in getattr(block, "child_blocks", {}).items():
        purpose = child.field.help_text if hasattr(child, "field") else _meta(child, "help_text")
        yield name, child.label, _block_elsewhere(child), purpose
        inner = child.child_block if isinstance(child, blocks.ListBlock) else None
        for below, *cells in children_of(inner) if inner else ():
            yield f"{name}.{below}", *cells


def _block_elsewhere(block):
    """What becomes of a block's value in other languages; empty for one that has others in it."""
    from wagtail import blocks

    if hasattr(block, "get_translatable_segments"):
        return TRANSLATED if block.get_translatable_segments("x") else SAME
    if isinstance(block, blocks.URLBlock | blocks.EmailBlock | blocks.ChooserBlock):
        return EITHER
    if isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.BlockQuoteBlock | blocks.RichTextBlock):
        return TRANSLATED
    if isinstance(block, blocks.ListBlock):
        return "" if hasattr(block.child_block, "child_blocks") else _block_elsewhere(block.child_block)
    return "" if hasattr(block, "child_blocks") else SAME


def _meta(block, name):
    return getattr(block.meta, name, None) or ""


def render():
    """The page as it should be, in English."""
    from django.utils import translation
    from django.utils.text import capfirst

    from essaimage_wagtail.blocks import MethodBody, SheetBody, SourcesBody
    from essaimage_wagtail.models import Contact, Organisation, ProjectFrame, Replication, ReplicationText
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
        for model in (Replication, ReplicationText, ProjectFrame, Organisation, Contact):
            parts += [f"### {capfirst(model._meta.verbose_name)} (`{model.__name__}`)", table(fields_of(model))]
        for title, body in (
            ("Sections of a sheet", SheetBody()),
            ("What a method's texts are made of", MethodBody()),
            ("Sources", SourcesBody()),
        ):
            parts.append(f"## {title}")
            if title.startswith("What"):
                parts.append(
                    table(
                        (name, block.label, _block_elsewhere(block), _meta(block, "description"))
                        for name, block in body.child_blocks.items()
                    )
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
