"""When each earlier harvest of a session began is kept, where only their number was: late answers count from it."""

import django.contrib.postgres.fields
from django.db import migrations, models


def fill_from_history(apps, schema_editor):
    """The events of the harvests that were set aside hold when each began."""
    cycle_model = apps.get_model('journey', 'Cycle')
    event_model = apps.get_model('journey', 'JourneyEvent')
    for cycle in cycle_model.objects.filter(harvest_attempts__gt=0).only('pk'):
        events = event_model.objects.filter(cycle_id=cycle.pk, kind='harvest_set_aside').order_by('at', 'id')
        field = cycle_model._meta.get_field('earlier_harvests').base_field
        began = [field.to_python(data.get('harvest_at')) for data in events.values_list('data', flat=True)]
        cycle_model.objects.filter(pk=cycle.pk).update(earlier_harvests=began)


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0002_gate_decisions_fixed_and_list_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='cycle',
            name='earlier_harvests',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(null=True), blank=True, default=list, help_text='When each began; blank for one that was stopped before its needle.', size=None, verbose_name='harvests stopped before'),
        ),
        migrations.RunPython(fill_from_history, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='cycle',
            name='harvest_attempts',
        ),
    ]
