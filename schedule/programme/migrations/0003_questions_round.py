from django.db import migrations, models

KINDS = [('live', 'Live'), ('replay', 'Replay'), ('round', 'Questions round')]


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0002_planning'),
    ]

    operations = [
        migrations.AlterField(
            model_name='releasedsitting',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=10),
        ),
        migrations.AlterField(
            model_name='sitting',
            name='kind',
            field=models.CharField(choices=KINDS, default='live', max_length=10),
        ),
    ]
