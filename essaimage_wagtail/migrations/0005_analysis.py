from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("essaimage_wagtail", "0004_postgresql_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="indexeddocument",
            name="analysis",
            field=models.CharField(default="", max_length=16),
        ),
    ]
