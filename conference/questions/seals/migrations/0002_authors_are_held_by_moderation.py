from django.db import migrations


class Migration(migrations.Migration):
    """Pauses of writing lasted a day at most; what is decided about authors stands among all decisions now."""

    dependencies = [("seals", "0001_initial"), ("moderation", "0005_unseen")]

    operations = [migrations.DeleteModel("AuthorMute")]
