"""Who would come earlier; and until when an offered time is held."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


def hold_what_is_offered(apps, schema_editor):
    """Offers that were made before they had an end: until their time begins."""
    visits = apps.get_model("journey", "Appointment").objects.filter(state="offered")
    visits.update(offer_ends_at=models.F("starts_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_text_messages'),
        ('journey', '0035_photos_of_check_ins'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('consultation', 'Consultation'), ('preparation', 'Preparation'), ('procedure', 'Procedure day: harvest and injection'), ('harvest', 'Harvest'), ('injection', 'Injection'), ('call_48_72h', 'Call after 48 to 72 hours'), ('w2', 'Two-week check'), ('w6', 'Six-week check'), ('m3', 'Three-month check'), ('m6', 'Six-month check'), ('m12', 'One-year check'), ('yearly', 'Yearly check'), ('call', 'Call'), ('unscheduled', 'Unscheduled')], max_length=14, verbose_name='visit')),
                ('weekdays', models.CharField(blank=True, max_length=13, verbose_name='days of the week')),
                ('part', models.CharField(choices=[('any', 'Any time'), ('morning', 'Before midday'), ('afternoon', 'From midday on')], max_length=9, verbose_name='time of day')),
                ('notice_days', models.PositiveSmallIntegerField(verbose_name='days of notice')),
                ('joined_at', models.DateTimeField(verbose_name='joined')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('end', models.CharField(blank=True, choices=[('left', 'No longer wants to come earlier'), ('taken', 'Got an earlier time'), ('over', 'The visit or the journey is over')], max_length=5, verbose_name='why it ended')),
            ],
            options={
                'verbose_name': 'place on the waiting list',
                'verbose_name_plural': 'waiting list',
                'ordering': ['joined_at', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_occasion_known',
        ),
        migrations.AddField(
            model_name='appointment',
            name='accepted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='patient said yes'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='offer_ends_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='held until'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='occasion',
            field=models.CharField(choices=[('check_in_open', 'Check-in opened'), ('check_in_half_way', 'Check-in, half-way'), ('check_in_closing', 'Check-in closes soon'), ('visit_week', 'Visit in a week'), ('visit_day', 'Visit in a day'), ('visit_missed', 'Visit missed'), ('visit_offer', 'An earlier time is free')], max_length=20, verbose_name='occasion'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('occasion__in', ['check_in_open', 'check_in_half_way', 'check_in_closing', 'visit_week', 'visit_day', 'visit_missed', 'visit_offer'])), name='reminder_occasion_known'),
        ),
        migrations.AddField(
            model_name='waiting',
            name='cycle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='journey.cycle'),
        ),
        migrations.AddField(
            model_name='waiting',
            name='joined_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='waiting',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='journey.patient'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='waiting',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='journey.waiting'),
        ),
        migrations.RunPython(hold_what_is_offered, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), ('offer_ends_at__isnull', False), _connector='OR'), name='appointment_offer_ends'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('waiting__isnull', False), _connector='OR'), name='appointment_accepted_by_waiting'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'offered')), fields=('waiting',), name='one_offer_for_a_place_on_the_list'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('accepted_at__isnull', False), ('state', 'offered')), fields=['accepted_at'], name='appointment_accepted_open'),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['joined_at', 'id'], name='waiting_by_joining'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['consultation', 'preparation', 'procedure', 'harvest', 'injection', 'call_48_72h', 'w2', 'w6', 'm3', 'm6', 'm12', 'yearly', 'call', 'unscheduled'])), name='waiting_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['any', 'morning', 'afternoon'])), name='waiting_part_known'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(('end__in', ['left', 'taken', 'over', ''])), name='waiting_end_known'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_at__isnull', True)), models.Q(('ended_at__gte', models.F('joined_at')), models.Q(('end', ''), _negated=True)), _connector='OR'), name='waiting_ends_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(('notice_days__gte', 1), ('notice_days__lte', 14)), name='waiting_notice_is_short'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['procedure', 'harvest', 'injection']), _negated=True), name='waiting_is_not_for_a_treatment_day'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('cycle', 'kind'), name='one_place_for_a_visit'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiting',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='ecb0511c844259b87252312b0ce4c580076ef178', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_f0adf', table='journey_waiting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiting',
            trigger=pgtrigger.compiler.Trigger(name='waiting_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6bf593aff88dba059ea16f01204baf279b3cbdc2', operation='DELETE', pgid='pgtrigger_waiting_is_never_deleted_9e1d1', table='journey_waiting', when='BEFORE')),
        ),
    ]
