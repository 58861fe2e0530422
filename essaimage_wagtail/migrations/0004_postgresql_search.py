from django.db import migrations

# PostgreSQL's planner does not count that a document's tokens must be fetched from outside its row before they can be
# compared: up to some ten thousand documents it prefers to read all of them, which takes a hundred times as long as the
# index. The function holds a setting that no statement of the host site sees.
CREATE = [
    """
    CREATE FUNCTION essaimage_wagtail_matching(source text, vector text, asked tsquery, at_most bigint)
    RETURNS bigint[] LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
    DECLARE
        ids bigint[];
    BEGIN
        EXECUTE format(
            'SELECT array_agg(document_id) FROM (SELECT document_id FROM %I WHERE %I @@ $1 LIMIT $2) found',
            source, vector
        ) INTO ids USING asked, at_most;
        RETURN ids;
    END
    $$
    """,
    # Tokens hardly get smaller by compression, and every score would have to undo it.
    *(f"ALTER TABLE essaimage_wagtail_tokens_{number} ALTER COLUMN tokens SET STORAGE EXTERNAL" for number in (0, 1)),
]
DROP = [
    "DROP FUNCTION essaimage_wagtail_matching",
    *(f"ALTER TABLE essaimage_wagtail_tokens_{number} ALTER COLUMN tokens SET STORAGE EXTENDED" for number in (0, 1)),
]


def create(apps, schema_editor):
    _run(schema_editor, CREATE)


def drop(apps, schema_editor):
    _run(schema_editor, DROP)


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            # Without parameters, or the percent signs of the function would be read as their places.
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("essaimage_wagtail", "0003_methods_commons_replications"),
    ]

    operations = [
        migrations.RunPython(create, drop),
    ]
