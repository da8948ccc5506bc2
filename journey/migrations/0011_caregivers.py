"""Helpers of patients, each time they looked, and who sent answers in the patient's place."""


import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

# Whose a row of this table is: a helper's address leads to the patient too.
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
    end case;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0010_invitations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Caregiver',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('relation', models.CharField(blank=True, max_length=40, verbose_name='who they are')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('level', models.CharField(choices=[('see', 'See'), ('fill_in', 'Help fill in'), ('manage', 'Manage')], max_length=10, verbose_name='may')),
                ('invited_at', models.DateTimeField(verbose_name='invited')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted')),
                ('ends_at', models.DateTimeField(verbose_name='helps until')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
            ],
            options={
                'verbose_name': 'helper',
                'verbose_name_plural': 'helpers',
                'ordering': ['-invited_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CaregiverLook',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'look',
                'verbose_name_plural': 'looks',
                'ordering': ['-at'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='submission',
            name='submission_answers_are_fixed',
        ),
        migrations.AddField(
            model_name='submission',
            name='told_by',
            field=models.CharField(blank=True, choices=[('phone', 'By phone'), ('in_person', 'In person')], help_text='How the patient told it to the member of staff who entered it; else blank.', max_length=10, verbose_name='told'),
        ),
        migrations.AddField(
            model_name='caregiver',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caregiver',
            name='invited_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caregiver',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='caregivers', to='journey.patient', verbose_name='patient'),
        ),
        migrations.AddField(
            model_name='caregiver',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='helps', to=settings.AUTH_USER_MODEL, verbose_name='sign-in'),
        ),
        migrations.AddField(
            model_name='submission',
            name='caregiver',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='journey.caregiver', verbose_name='helper'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('told_by__in', ['phone', 'in_person', ''])), name='submission_told_by_known'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('caregiver__isnull', True), ('told_by', ''), _connector='OR'), name='submission_by_helper_or_by_staff'),
        ),
        migrations.AddField(
            model_name='caregiverlook',
            name='caregiver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='journey.caregiver'),
        ),
        migrations.AddField(
            model_name='caregiverlook',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.patient'),
        ),
        migrations.AddIndex(
            model_name='caregiver',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['user'], name='caregiver_by_user'),
        ),
        migrations.AddConstraint(
            model_name='caregiver',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['see', 'fill_in', 'manage'])), name='caregiver_level_known'),
        ),
        migrations.AddConstraint(
            model_name='caregiver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('user__isnull', True)), models.Q(('accepted_at__isnull', False), ('user__isnull', False)), _connector='OR'), name='caregiver_accepted_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='caregiver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='caregiver_ended_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='caregiver',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('invited_at'))), name='caregiver_ends_after_invited', violation_error_message='The last day must be after today.'),
        ),
        migrations.AddConstraint(
            model_name='caregiver',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('patient', 'user'), name='one_help_per_person_and_patient', violation_error_message='This person helps already.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caregiver',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='96d3387815213e6efc78f74278844ee9160a82f8', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_6f172', table='journey_caregiver', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caregiver',
            trigger=pgtrigger.compiler.Trigger(name='caregiver_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='81e4668604261b10de03b57057d7d689da01d10b', operation='DELETE', pgid='pgtrigger_caregiver_is_never_deleted_08cf7', table='journey_caregiver', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='caregiverlook',
            index=models.Index(fields=['caregiver', '-at'], name='look_by_caregiver'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caregiverlook',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='9ab26268a700e4da3e259a9731f1fb9e99c848d5', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_9d744', table='journey_caregiverlook', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caregiverlook',
            trigger=pgtrigger.compiler.Trigger(name='look_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b7b202140d92d6103d0502cfc2a01c461620e14e', operation='UPDATE OR DELETE', pgid='pgtrigger_look_is_append_only_1d457', table='journey_caregiverlook', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='submission_answers_are_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."check_in_id" IS DISTINCT FROM (NEW."check_in_id") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."token" IS DISTINCT FROM (NEW."token") OR OLD."answers" IS DISTINCT FROM (NEW."answers") OR OLD."wording" IS DISTINCT FROM (NEW."wording") OR OLD."raw" IS DISTINCT FROM (NEW."raw") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sent_by_id" IS DISTINCT FROM (NEW."sent_by_id") OR OLD."caregiver_id" IS DISTINCT FROM (NEW."caregiver_id") OR OLD."told_by" IS DISTINCT FROM (NEW."told_by") OR OLD."day" IS DISTINCT FROM (NEW."day") OR OLD."hday" IS DISTINCT FROM (NEW."hday"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='493863c7a39fc6d1fa8f8dac9980ec38c7e9a99b', operation='UPDATE', pgid='pgtrigger_submission_answers_are_fixed_52797', table='journey_submission', when='BEFORE')),
        ),
        # What it replaces knows fewer tables; going back, the wider one does no harm.
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
    ]
