from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matchmaking', '0003_duty_windows'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='ticket',
            name='told_fitting',
        ),
        migrations.AddField(
            model_name='ticket',
            name='told_serving',
            field=models.CharField(blank=True, max_length=12),
        ),
    ]
