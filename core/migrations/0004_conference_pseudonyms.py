from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_conference_is_rehearsal")]

    operations = [
        migrations.AddField("conference", "pseudonyms", models.BooleanField(db_default=True, default=True)),
    ]
