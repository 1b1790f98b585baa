from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_guests")]

    operations = [
        migrations.AddField("membership", "badge", models.CharField(blank=True, db_default="", max_length=40)),
        migrations.AddField("membership", "badge_in", models.JSONField(blank=True, db_default=[], default=list)),
    ]
