"""What patients ask of the clinic about their data, and the days within which it is answered."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

# Whose a row of this table is: the address of a request leads to the patient too.
WHOSE = """
create or replace function public.trace_patient(tbl text, key uuid) returns uuid language plpgsql stable
set search_path = pg_catalog, public, pg_temp as $$
begin
    case tbl
        when 'journey_patient' then
            return (select id from public.journey_patient where id = key);
        when 'journey_journey' then
            return (select patient_id from public.journey_journey where id = key);
        when 'journey_cycle' then
            return (
                select j.patient_id from public.journey_cycle c join public.journey_journey j on j.id = c.journey_id
                where c.id = key
            );
        when 'journey_stage' then
            return (
                select j.patient_id from public.journey_stage s join public.journey_cycle c on c.id = s.cycle_id
                join public.journey_journey j on j.id = c.journey_id where s.id = key
            );
        when 'journey_checkin' then
            return (
                select j.patient_id from public.journey_checkin i join public.journey_journey j on j.id = i.journey_id
                where i.id = key
            );
        when 'journey_submission' then
            return (
                select j.patient_id from public.journey_submission s
                join public.journey_journey j on j.id = s.journey_id where s.id = key
            );
        when 'journey_alert' then
            return (select patient_id from public.journey_alert where id = key);
        when 'journey_appointment' then
            return (select patient_id from public.journey_appointment where id = key);
        when 'journey_openedrecord' then
            return (select patient_id from public.journey_openedrecord where id = key);
        when 'journey_caregiver' then
            return (select patient_id from public.journey_caregiver where id = key);
        when 'journey_datarequest' then
            return (select patient_id from public.journey_datarequest where id = key);
    end case;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0012_helpers_come_by_mail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('correction', 'Correction'), ('closing', 'Close the account')], max_length=10, verbose_name='what is asked')),
                ('wrong', models.TextField(blank=True, max_length=1000, verbose_name='what is wrong')),
                ('right', models.TextField(blank=True, max_length=1000, verbose_name='what is right')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('due_on', models.DateField(verbose_name='answer due')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'Done'), ('refused', 'Refused')], max_length=10, verbose_name='outcome')),
                ('answer', models.TextField(blank=True, max_length=1000, verbose_name='answer to the patient')),
            ],
            options={
                'verbose_name': 'request of a patient',
                'verbose_name_plural': 'requests of patients',
                'ordering': ['-asked_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='clinic',
            name='answer_requests_days',
            field=models.PositiveSmallIntegerField(default=30, verbose_name="a patient's request about their data is answered within, days"),
        ),
        migrations.AddConstraint(
            model_name='clinic',
            constraint=models.CheckConstraint(condition=models.Q(('answer_requests_days__range', (1, 31))), name='clinic_answers_requests_1_to_31_days', violation_error_message='A request about data is answered within 1 to 31 days: the law says a month.'),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='journey.patient', verbose_name='patient'),
        ),
        migrations.AddIndex(
            model_name='datarequest',
            index=models.Index(condition=models.Q(('decided_at__isnull', True)), fields=['due_on', 'id'], name='data_request_open_by_due'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['correction', 'closing'])), name='data_request_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['done', 'refused', ''])), name='data_request_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='data_request_decided_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('decided_at__isnull', True), ('outcome', '')), models.Q(('decided_at__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='data_request_decided_with_outcome_and_answer', violation_error_message='An answer needs an outcome and a reason.'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'correction'), _negated=True), models.Q(models.Q(('wrong', ''), _negated=True), models.Q(('right', ''), _negated=True)), _connector='OR'), name='data_request_correction_says_what', violation_error_message='A correction says what is wrong and what is right.'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True), ('kind', 'closing')), fields=('patient',), name='one_open_closing_per_patient'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='8ff5fdb9891214a8ae095196ea07bca7f2ebce9a', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_e0689', table='journey_datarequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='data_request_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c8d72e0779a83527beed144de7f5d2f60c382bc5', operation='DELETE', pgid='pgtrigger_data_request_is_never_deleted_e998e', table='journey_datarequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='data_request_words_are_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."wrong" IS DISTINCT FROM (NEW."wrong") OR OLD."right" IS DISTINCT FROM (NEW."right") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2c2e4b9479be96137afec227423d141aed659dee', operation='UPDATE', pgid='pgtrigger_data_request_words_are_fixed_713c2', table='journey_datarequest', when='BEFORE')),
        ),
        # What it replaces knows fewer tables; going back, the wider one does no harm.
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
    ]
