import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Q, Subquery


def say_where(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The congress of each, which was read from its membership so far."""
    members = apps.get_model("accounts", "Membership").objects.filter(pk=OuterRef("membership_id"))
    apps.get_model("moderation", "Sanction").objects.update(conference_id=Subquery(members.values("conference_id")[:1]))


def drop_unseen(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Back to where each had a member: those about nobody known cannot stay."""
    apps.get_model("moderation", "Sanction").objects.filter(membership=None).delete()


class Migration(migrations.Migration):
    # PostgreSQL changes no table in the transaction that still has rows of it to check
    atomic = False
    dependencies = [("accounts", "0006_guests"), ("core", "__first__"), ("moderation", "0004_care_words")]

    operations = [
        migrations.AddField(
            "sanction",
            "conference",
            models.ForeignKey("core.Conference", django.db.models.deletion.CASCADE, null=True, related_name="+"),
        ),
        migrations.RunPython(say_where, migrations.RunPython.noop),
        migrations.AlterField(
            "sanction",
            "conference",
            models.ForeignKey("core.Conference", django.db.models.deletion.CASCADE, related_name="+"),
        ),
        migrations.AlterField(
            "sanction",
            "membership",
            models.ForeignKey(
                "accounts.Membership", django.db.models.deletion.CASCADE, null=True, related_name="sanctions"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_unseen),
        migrations.AddField("sanction", "about", models.CharField(blank=True, max_length=40, default=""), preserve_default=False),
        migrations.AddField("sanction", "mark", models.CharField(blank=True, max_length=64, default=""), preserve_default=False),
        migrations.AddField("sanction", "changed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "sanction",
            models.CheckConstraint(
                condition=Q(membership__isnull=False, mark="") | (Q(membership__isnull=True) & ~Q(mark="")),
                name="a_sanction_is_about_a_member_or_somebody_unseen",
            ),
        ),
        migrations.AddIndex(
            "sanction",
            models.Index(
                fields=["conference", "until"], condition=Q(membership__isnull=True), name="sanctions_unseen"
            ),
        ),
    ]
