"""Tumour reviews with their days; several drafts of one alert, one at a time; the lead is told of late events."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

# Whose a row of this table is: a tumour review names its patient.
WHOSE = """
create or replace function public.trace_patient(tbl text, key uuid) returns uuid language plpgsql stable
set search_path = pg_catalog, public, pg_temp as $$
declare
    patient uuid;
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
        when 'journey_adverseevent' then
            return (select patient_id from public.journey_adverseevent where id = key);
        when 'journey_tumourreview' then
            return (select patient_id from public.journey_tumourreview where id = key);
        when 'journey_document' then
            return (
                select j.patient_id from public.journey_document d join public.journey_stage s on s.id = d.stage_id
                join public.journey_cycle c on c.id = s.cycle_id
                join public.journey_journey j on j.id = c.journey_id where d.id = key
            );
        else
            if tbl ~ '^journey_[a-z]+record$' then
                execute format(
                    'select j.patient_id from public.%I r join public.journey_cycle c on c.id = r.cycle_id '
                    'join public.journey_journey j on j.id = c.journey_id where r.id = $1', tbl
                ) into patient using key;
                return patient;
            end if;
            raise exception 'nobody knows whose a row of % is', tbl;
    end case;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_staff_choose_their_own_password'),
        ('journey', '0045_calls_overtaken_and_what_was_decided'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EventNotice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.CharField(max_length=7, verbose_name='what is missing')),
                ('due_at', models.DateTimeField(verbose_name='wanted by')),
                ('on', models.DateField(help_text="The clinic's local date on which it was told.", verbose_name='day')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message')], max_length=5, verbose_name='how')),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'notice of an adverse event',
                'verbose_name_plural': 'notices of adverse events',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='TumourReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('opened_at', models.DateTimeField(verbose_name='opened')),
                ('examine_by', models.DateTimeField(verbose_name='examined by')),
                ('image_by', models.DateTimeField(verbose_name='imaged by')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('result', models.CharField(blank=True, max_length=16, verbose_name='result')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='what was found and decided')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'tumour review',
                'verbose_name_plural': 'tumour reviews',
                'ordering': ['-opened_at'],
            },
        ),
        migrations.CreateModel(
            name='TumourReviewFinding',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.CharField(max_length=8, verbose_name='what')),
                ('done_at', models.DateTimeField(verbose_name='done')),
                ('who', models.CharField(max_length=120, verbose_name='done by')),
                ('found', models.TextField(max_length=2000, verbose_name='what was found')),
                ('at', models.DateTimeField(verbose_name='written')),
            ],
            options={
                'verbose_name': 'finding of a tumour review',
                'verbose_name_plural': 'findings of tumour reviews',
                'ordering': ['done_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='TumourReviewReason',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('detail', models.TextField(blank=True, max_length=2000, verbose_name='found at a visit')),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'reason of a tumour review',
                'verbose_name_plural': 'reasons of tumour reviews',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.AlterField(
            model_name='adverseevent',
            name='alert',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adverse_events', to='journey.alert'),
        ),
        migrations.AddConstraint(
            model_name='adverseevent',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('alert',), name='one_draft_of_an_adverse_event_per_alert', violation_error_message='The alert has another draft. Confirm or dismiss that one first.'),
        ),
        migrations.AddField(
            model_name='eventnotice',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='journey.adverseevent'),
        ),
        migrations.AddField(
            model_name='eventnotice',
            name='mail',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='event_notice', to='accounts.outgoingmail'),
        ),
        migrations.AddField(
            model_name='eventnotice',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.patient'),
        ),
        migrations.AddField(
            model_name='eventnotice',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='tumourreview',
            name='closed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tumourreview',
            name='journey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tumour_reviews', to='journey.journey'),
        ),
        migrations.AddField(
            model_name='tumourreview',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tumour_reviews', to='journey.patient', verbose_name='patient'),
        ),
        migrations.AddField(
            model_name='tumourreviewfinding',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tumourreviewfinding',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.patient'),
        ),
        migrations.AddField(
            model_name='tumourreviewfinding',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='journey.tumourreview'),
        ),
        migrations.AddField(
            model_name='tumourreviewreason',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.patient'),
        ),
        migrations.AddField(
            model_name='tumourreviewreason',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reasons', to='journey.tumourreview'),
        ),
        migrations.AddField(
            model_name='tumourreviewreason',
            name='triage',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tumour_review', to='journey.triageresult'),
        ),
        migrations.AddConstraint(
            model_name='eventnotice',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['confirm', 'assess'])), name='event_notice_step_known'),
        ),
        migrations.AddConstraint(
            model_name='eventnotice',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms'])), name='event_notice_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='eventnotice',
            constraint=models.UniqueConstraint(fields=('event', 'due_at', 'on', 'person', 'channel'), name='one_event_notice_per_time_day_and_channel'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='eventnotice',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='587b5ab8bdb241659efe7338ce5ee31b9b2e82f6', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_58afe', table='journey_eventnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='eventnotice',
            trigger=pgtrigger.compiler.Trigger(name='event_notice_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='35655ca9df0f227c20b2e6a128ae9f38905c69e4', operation='UPDATE OR DELETE', pgid='pgtrigger_event_notice_is_append_only_1a724', table='journey_eventnotice', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='tumourreview',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ['nothing_found', 'harmless', 'other_illness', 'tumour', 'not_possible', ''])), name='tumour_review_result_known'),
        ),
        migrations.AddConstraint(
            model_name='tumourreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='tumour_review_closed_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='tumourreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('note', ''), ('result', '')), models.Q(('closed_at__isnull', False), models.Q(('result', ''), _negated=True), models.Q(('note', ''), _negated=True)), _connector='OR'), name='tumour_review_closed_with_a_result_in_words'),
        ),
        migrations.AddConstraint(
            model_name='tumourreview',
            constraint=models.CheckConstraint(condition=models.Q(('examine_by__gt', models.F('opened_at')), ('image_by__gte', models.F('examine_by'))), name='tumour_review_times_in_order'),
        ),
        migrations.AddConstraint(
            model_name='tumourreview',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('patient',), name='one_open_tumour_review_per_patient'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tumourreview',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='b7c796d94ead957767378eaff9268a5c372d01a6', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_eb5c0', table='journey_tumourreview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tumourreview',
            trigger=pgtrigger.compiler.Trigger(name='tumour_review_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6e25a9ffc25c1a13fa3ac1ec559c5f32a32531cf', operation='DELETE', pgid='pgtrigger_tumour_review_is_never_deleted_41ad1', table='journey_tumourreview', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tumourreview',
            trigger=pgtrigger.compiler.Trigger(name='tumour_review_is_of_one_question', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."journey_id" IS DISTINCT FROM (NEW."journey_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."examine_by" IS DISTINCT FROM (NEW."examine_by") OR OLD."image_by" IS DISTINCT FROM (NEW."image_by"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='5ccf016804b1177297d615465a93379b9b7a16aa', operation='UPDATE', pgid='pgtrigger_tumour_review_is_of_one_question_d6026', table='journey_tumourreview', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tumourreview',
            trigger=pgtrigger.compiler.Trigger(name='tumour_review_that_was_closed_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.closed_at IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8a181d27672d35e7b1133b2f0364cb3417074954', operation='UPDATE', pgid='pgtrigger_tumour_review_that_was_closed_is_fixed_07c7e', table='journey_tumourreview', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='tumourreviewfinding',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['examined', 'imaged'])), name='tumour_review_finding_step_known'),
        ),
        migrations.AddConstraint(
            model_name='tumourreviewfinding',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__lte', models.F('at')), models.Q(('who', ''), _negated=True), models.Q(('found', ''), _negated=True)), name='tumour_review_finding_says_who_and_what'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tumourreviewfinding',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='5252e11e85a75925261665c351f5bab443054ec1', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_9bd79', table='journey_tumourreviewfinding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tumourreviewfinding',
            trigger=pgtrigger.compiler.Trigger(name='tumour_review_finding_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='084a6ed0decebb341ca32ca7d62e69fff9c1bc25', operation='UPDATE OR DELETE', pgid='pgtrigger_tumour_review_finding_is_append_only_cab63', table='journey_tumourreviewfinding', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='tumourreviewreason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('detail', ''), ('triage__isnull', False)), models.Q(('triage', None), models.Q(('detail', ''), _negated=True)), _connector='OR'), name='tumour_review_reason_is_told_or_found'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tumourreviewreason',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='a3c75ff5ea430f6822df14bd26eeebf1422ba246', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_c8e14', table='journey_tumourreviewreason', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tumourreviewreason',
            trigger=pgtrigger.compiler.Trigger(name='tumour_review_reason_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='153e86b85c34a1ae27a3902251d9a7f33317b591', operation='UPDATE OR DELETE', pgid='pgtrigger_tumour_review_reason_is_append_only_5a3e8', table='journey_tumourreviewreason', when='BEFORE')),
        ),
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
    ]
