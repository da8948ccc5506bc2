from django.conf import settings
from django.db import migrations
from django.utils import timezone


def give_every_site(apps, schema_editor):
    """Nobody loses a patient by this change: who works here now works at every site that there is."""
    User = apps.get_model(*settings.AUTH_USER_MODEL.split("."))
    Site = apps.get_model("journey", "Site")
    SiteMembership = apps.get_model("journey", "SiteMembership")
    sites = list(Site.objects.values_list("pk", flat=True))
    now = timezone.now()
    SiteMembership.objects.bulk_create(
        [
            SiteMembership(person_id=person, site_id=site, given_at=now)
            for person in User.objects.filter(is_staff=True).values_list("pk", flat=True)
            for site in sites
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0007_care_teams'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(give_every_site, migrations.RunPython.noop)]
