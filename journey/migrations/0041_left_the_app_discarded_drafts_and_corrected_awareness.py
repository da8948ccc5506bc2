"""Who is not asked by the app; discarded drafts; since when the clinic knew; cells that are taken again."""

from django.conf import settings
from django.db import migrations, models

# Whoever took back being asked by the app, and has not signed since.
LEFT = """
UPDATE journey_patient SET off_app_since = gone.at
FROM (
    SELECT journey_journey.patient_id, max(taken.at) AS at
    FROM journey_consentwithdrawal taken
    JOIN journey_cycle ON journey_cycle.id = taken.cycle_id
    JOIN journey_journey ON journey_journey.id = journey_cycle.journey_id
    WHERE taken.scope = 'app' AND NOT EXISTS (
        SELECT FROM journey_consent later WHERE later.cycle_id = taken.cycle_id AND later.signed_at > taken.at
    )
    GROUP BY journey_journey.patient_id
) gone
WHERE gone.patient_id = journey_patient.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0039_closed_for_part_of_a_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='patient',
            name='off_app_since',
            field=models.DateTimeField(blank=True, help_text='Took back being asked by the app: calls and visits ask instead.', null=True, verbose_name='not asked by the app since'),
        ),
        migrations.RunSQL(LEFT, migrations.RunSQL.noop),
    ]
