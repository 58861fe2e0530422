from django.db import migrations

from essaimage_wagtail.moving import move_pages

SHEETS = ("essaimage_pages.SheetPage", "testextends.InitiativePage")


class Migration(migrations.Migration):
    dependencies = [
        ("testextends", "0001_initial"),
        ("essaimage_pages", "0004_image_and_document_keys"),
    ]

    operations = [migrations.RunPython(move_pages(*SHEETS), move_pages(*reversed(SHEETS), leave_out=["motto"]))]
