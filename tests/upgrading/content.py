"""The content of a site as the first version of the package stored it.

``tests/data/first_version.json`` was read, row by row, from a database that the package made on the day when it had
the migrations ``essaimage_wagtail`` 0001 and 0002 and ``essaimage_pages`` 0001 alone: sheets of the demonstration of
that day in French, English and Spanish, one of them translated by wagtail-localize, and what its editors did with them
since (drafts, a scheduled page, a private one, contacts, a cover, a group with rights).
"""

import json
import uuid
from pathlib import Path

from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.images.tests.utils import get_test_image_file, get_test_image_file_svg

STORED = json.loads((Path(__file__).parent.parent / "data" / "first_version.json").read_text())
"""``{label of a model: {"fields": [names of columns], "rows": [[values], ...]}}``; content types and permissions by
name: ``"essaimage_pages.sheetpage"``, ``"essaimage_wagtail.contact.add_contact"``."""

QUESTION, OBJECTIVE = "Que manque-t-il, et à qui ?", "Combien de fournées ?"
"""What the frame asks. One sheet, never published, has these words as it was given them, and a text of its own."""

TOKENS = {
    "sqlite": "INSERT INTO essaimage_wagtail_tokens_0 (rowid, rest) VALUES (%s, 'cresson')",
    "postgresql": "INSERT INTO essaimage_wagtail_tokens_0 (document_id, heading, tokens) VALUES (%s, '', 'cresson')",
}
"""What the index of the first version holds of a document."""

MADE_BY_WAGTAIL = ("wagtailcore.Site", "wagtailcore.Page", "wagtailcore.Locale")
"""Rows that Wagtail's own migrations make, and that the site has otherwise."""


def load(apps):
    """Write the content by the models of a former state of the migrations, beside everything that blocks would do."""
    with transaction.atomic(), connection.cursor() as cursor:
        for label in MADE_BY_WAGTAIL:
            cursor.execute(f"DELETE FROM {_quoted(apps.get_model(label)._meta.db_table)}")  # noqa: S608
        for label, table in STORED.items():
            # Wagtail's own have other columns in other versions of it.
            fields = apps.get_model(label)._meta.local_concrete_fields
            columns = ", ".join(_quoted(field.column) for field in fields)
            places = ", ".join(["%s"] * len(fields))
            for row in table["rows"]:
                values = dict(zip(table["fields"], row, strict=True))
                cursor.execute(
                    f"INSERT INTO {_quoted(fields[0].model._meta.db_table)} ({columns}) VALUES ({places})",  # noqa: S608
                    [_prepared(apps, field, values.get(field.attname, field.get_default())) for field in fields],
                )
        for statement in connection.ops.sequence_reset_sql(no_style(), map(apps.get_model, STORED)):
            cursor.execute(statement)
    connection.check_constraints()
    model = apps.get_model
    model("essaimage_wagtail.SearchWord").objects.create(language="fr", word="épicerie", synonyms="supérette")
    # The index of that version, which had one sheet in the state in which it was then.
    sheet = model("essaimage_pages.SheetPage").objects.get(slug="jardin-partage")
    document = model("essaimage_wagtail.IndexedDocument").objects.create(
        key=f"{sheet.translation_key}:fr",
        generation=0,
        language="fr",
        checksum="1",
        path=sheet.path,
        facets="{}",
        numbers="{}",
    )
    model("essaimage_wagtail.IndexedText").objects.create(document=document, title=sheet.title, rest="cresson")
    with connection.cursor() as cursor:
        cursor.execute(TOKENS[connection.vendor], [document.pk])
    for name in (row[3] for row in STORED["wagtailimages.Image"]["rows"]):
        default_storage.save(name, get_test_image_file() if name.endswith(".png") else get_test_image_file_svg())


def add(apps):
    """What the site got with the second version, by the models of that state: frames, replications, a method, a common.

    The frame asks with the words that a draft of :data:`STORED` begins with.
    """

    def model(label):
        return apps.get_model(label).objects

    locales = {locale.language_code: locale for locale in model("wagtailcore.Locale").all()}
    sheets = {sheet.slug: sheet for sheet in model("essaimage_pages.SheetPage").all()}
    key = uuid.uuid4()
    for code, name, question in (("fr", "Trame", QUESTION), ("en", "Frame", "What is missing, and to whom?")):
        need = {"need": f"<p>{question}</p>", "objectives": [{"type": "item", "value": OBJECTIVE, "id": "1"}]}
        body = json.dumps([{"type": "need", "value": need, "id": "2"}])
        model("essaimage_wagtail.ProjectFrame").create(name=name, body=body, locale=locales[code], translation_key=key)

    origin = sheets["epicerie-itinerante-exemple-fictif"].translation_key
    for name, slug in (("Published", "jardin-partage"), ("Draft", "four-banal"), ("Elsewhere", None)):
        row = model("essaimage_wagtail.Replication").create(
            name=name, origin_key=origin, adapted_key=sheets[slug].translation_key if slug else None, mode="redo"
        )
        model("essaimage_wagtail.ReplicationText").create(replication=row, locale=locales["fr"], kept=f"<p>{name}</p>")

    def page(label, parent, title, **fields):
        """A published page, the last one below another."""
        model("wagtailcore.Page").filter(pk=parent.pk).update(numchild=parent.numchild + 1)
        slug = title.lower()
        return model(label).create(
            path=f"{parent.path}000Z",
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}{slug}/",
            title=title,
            draft_title=title,
            slug=slug,
            content_type_id=_content_type(apps, label.lower()).pk,
            locale_id=parent.locale_id,
            first_published_at=timezone.now(),
            **fields,
        )

    home = model("wagtailcore.Page").get(slug="home-fr")
    directory = model("wagtailcore.Page").get(path=sheets["four-banal"].path[:-4])
    method = page("essaimage_pages.MethodPage", home, "Essaimer", pitch="Recommencer ailleurs.")
    frame = model("essaimage_wagtail.ProjectFrame").get(name="Trame")
    page("essaimage_pages.MethodStepPage", method, "Adapter", purpose="Comparer les lieux.", frame_id=frame.pk)
    common = page("essaimage_pages.CommonPage", directory, "Charte", pitch="Une page à signer.", kind="legal")
    model("essaimage_pages.CommonOffer").create(
        common_id=common.pk, locale_id=common.locale_id, kind="offer", text="Une salle à Lille"
    )
    model("essaimage_pages.SheetCommon").create(
        sheet_id=sheets["jardin-partage"].pk, common_key=common.translation_key, relation="uses"
    )


def read(apps):
    """``{label: {primary key: {column: value}}}``: what the database has of this content, as the database gives it."""
    found = {}
    with connection.cursor() as cursor:
        for label, table in STORED.items():
            meta = apps.get_model(label)._meta
            columns = [field.column for field in meta.local_concrete_fields if field.attname in table["fields"]]
            names = ", ".join(map(_quoted, columns))
            cursor.execute(f"SELECT {names} FROM {_quoted(meta.db_table)}")  # noqa: S608
            rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
            found[label] = {row[meta.pk.column]: row for row in rows}
    return found


def _quoted(name):
    return connection.ops.quote_name(name)


def _prepared(apps, field, value):
    """What is written for a value of :data:`STORED`."""
    if value is None or isinstance(field, StreamField):
        return value
    if field.related_model and field.related_model._meta.label == "contenttypes.ContentType":
        value = _content_type(apps, value).pk
    elif field.related_model and field.related_model._meta.label == "auth.Permission":
        kind, _dot, codename = value.rpartition(".")
        permissions = apps.get_model("auth.Permission").objects
        value = permissions.get(content_type_id=_content_type(apps, kind).pk, codename=codename).pk
    return field.get_db_prep_save(value, connection)


def _content_type(apps, name):
    app_label, model = name.split(".")
    return apps.get_model("contenttypes.ContentType").objects.get_or_create(app_label=app_label, model=model)[0]
