"""Adverse events with their steps, assessments, new facts, reports and clusters; by which rules they are reported."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


# Nobody waits for a number, and nobody gets one twice; they begin again after a million.
NUMBERS = "create sequence journey_adverse_event_number maxvalue 999999 cycle"
NO_NUMBERS = "drop sequence journey_adverse_event_number"

# Whose a row of this table is: the function as it was, with adverse events.
EVENTS = """
        when 'journey_adverseevent' then
            return (select patient_id from public.journey_adverseevent where id = key);
"""
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
NOT_YET = WHOSE.replace(EVENTS.lstrip("\n"), "")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('journey', '0029_on_call_and_notices'),
    ]

    operations = [
        migrations.RunSQL(NUMBERS, NO_NUMBERS),
        migrations.RunSQL(WHOSE, NOT_YET),
        migrations.AddField(
            model_name='clinic',
            name='reporting_profiles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, help_text='A lawyer says which hold here. A serious event is always told to the responsible physician.', size=None, verbose_name='adverse events are reported by the rules of'),
        ),
        migrations.AddConstraint(
            model_name='clinic',
            constraint=models.CheckConstraint(condition=models.Q(('reporting_profiles__contained_by', ['us_ind', 'us_361_hctp', 'eu_ctr', 'uk_ct', 'eu_soho', 'voluntary'])), name='clinic_reporting_profiles_known'),
        ),
        migrations.CreateModel(
            name='AdverseEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='number')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adverse_events', to='journey.patient', verbose_name='patient')),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adverse_events', to='journey.journey')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adverse_events', to='journey.cycle')),
                ('alert', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adverse_event', to='journey.alert')),
                ('origin', models.CharField(blank=True, max_length=20)),
                ('source', models.CharField(max_length=20, verbose_name='source')),
                ('aware_at', models.DateTimeField(verbose_name='the clinic knew')),
                ('aware_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sae_candidate', models.BooleanField(default=False, verbose_name='may be serious')),
                ('state', models.CharField(default='draft', max_length=12, verbose_name='state')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='next step by')),
                ('term', models.CharField(max_length=120, verbose_name='term')),
                ('grading_system', models.CharField(default='ctcae_5_0', max_length=10, verbose_name='scale')),
                ('grade', models.PositiveSmallIntegerField(verbose_name='grade')),
                ('effect_family', models.CharField(max_length=40, verbose_name='family')),
                ('narrative', models.TextField(blank=True, verbose_name='what happened')),
                ('onset_at', models.DateTimeField(blank=True, null=True, verbose_name='began')),
                ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('serious', models.BooleanField(null=True, verbose_name='serious')),
                ('expected', models.BooleanField(null=True, verbose_name='expected')),
                ('related', models.BooleanField(null=True, verbose_name='related')),
                ('outcome', models.CharField(blank=True, max_length=24, verbose_name='outcome')),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adverse_events', to='journey.product')),
                ('lot', models.CharField(blank=True, max_length=40, verbose_name='lot')),
                ('kit_lot', models.CharField(blank=True, max_length=40, verbose_name='lot of the kit')),
                ('supplier', models.CharField(blank=True, max_length=200, verbose_name='supplier')),
                ('donation_id', models.CharField(blank=True, max_length=40, verbose_name='donation')),
                ('room', models.CharField(blank=True, max_length=40, verbose_name='room')),
                ('treated_at', models.DateTimeField(blank=True, null=True, verbose_name='treated')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'adverse event',
                'verbose_name_plural': 'adverse events',
                'ordering': ['-aware_at', '-number'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['closed', 'dismissed']), _negated=True), fields=['due_at'], name='adverse_event_open_by_due'), models.Index(fields=['effect_family', 'aware_at'], name='adverse_event_by_family')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'dismissed', 'triaged', 'assessed', 'report_due', 'reported', 'follow_up', 'closed'])), name='adverse_event_state_known'), models.CheckConstraint(condition=models.Q(('source__in', ['triage', 'staff', 'patient_call', 'other_provider', 'lab', 'regulator_recall'])), name='adverse_event_source_known'), models.CheckConstraint(condition=models.Q(('grading_system__in', ['ctcae_5_0', 'ctcae_6_0', 'other'])), name='adverse_event_scale_known'), models.CheckConstraint(condition=models.Q(('effect_family__in', ['localised_pain', 'swelling', 'discomfort', 'temporary_inflammation', 'persistent_or_severe_inflammation', 'infection', 'immune_response', 'allergic_reaction', 'tumour_formation', 'harvest_site', 'bleeding', 'nerve_or_blood_supply', 'anaesthetic_toxicity', 'clot_or_embolism', 'general'])), name='adverse_event_family_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['recovered', 'recovering', 'not_recovered', 'recovered_with_sequelae', 'fatal', 'unknown', ''])), name='adverse_event_outcome_known'), models.CheckConstraint(condition=models.Q(('grade__range', (1, 5))), name='adverse_event_grade_1_to_5'), models.CheckConstraint(condition=models.Q(('onset_at', None), ('resolved_at', None), ('resolved_at__gte', models.F('onset_at')), _connector='OR'), name='adverse_event_ends_after_it_began', violation_error_message='It cannot have ended before it began.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='adverse_event_closed_paired', violation_error_message='A time needs a person, and a person needs a time.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), ('closed_at__isnull', False)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None)), _connector='OR'), name='adverse_event_closed_by_somebody'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'dismissed', 'triaged']), ('serious__isnull', False), _connector='OR'), name='adverse_event_judged_before_it_is_reported'), models.UniqueConstraint(condition=models.Q(('origin', ''), _negated=True), fields=('cycle', 'origin'), name='one_adverse_event_per_session_and_origin')],
            },
        ),
        migrations.CreateModel(
            name='AdverseEventStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='journey.adverseevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.patient')),
                ('what', models.CharField(max_length=20, verbose_name='what')),
                ('before', models.CharField(blank=True, max_length=12, verbose_name='before')),
                ('after', models.CharField(max_length=12, verbose_name='after')),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'step of an adverse event',
                'verbose_name_plural': 'steps of adverse events',
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('after__in', ['draft', 'dismissed', 'triaged', 'assessed', 'report_due', 'reported', 'follow_up', 'closed'])), name='adverse_event_step_state_known')],
            },
        ),
        migrations.CreateModel(
            name='AdverseEventAssessment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='journey.adverseevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.patient')),
                ('place', models.PositiveSmallIntegerField()),
                ('is_second', models.BooleanField(default=False, verbose_name='second opinion')),
                ('term', models.CharField(max_length=120, verbose_name='term')),
                ('grading_system', models.CharField(max_length=10, verbose_name='scale')),
                ('grade', models.PositiveSmallIntegerField(verbose_name='grade')),
                ('effect_family', models.CharField(max_length=40, verbose_name='family')),
                ('onset_at', models.DateTimeField(verbose_name='began')),
                ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('criteria', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('serious', models.BooleanField(verbose_name='serious')),
                ('expected', models.BooleanField(verbose_name='expected')),
                ('expected_list', models.CharField(max_length=20, verbose_name='list of expected effects')),
                ('causality', models.JSONField(default=dict, verbose_name='causality')),
                ('related', models.BooleanField(verbose_name='related')),
                ('counts_as_related', models.BooleanField(verbose_name='counts as related')),
                ('measures', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('outcome', models.CharField(max_length=24, verbose_name='outcome')),
                ('narrative', models.TextField(max_length=4000, verbose_name='what happened')),
                ('reason', models.TextField(blank=True, max_length=1000, verbose_name='why it changed')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assessor')),
            ],
            options={
                'verbose_name': 'assessment of an adverse event',
                'verbose_name_plural': 'assessments of adverse events',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('event', 'place'), name='adverse_event_assessments_in_order'), models.CheckConstraint(condition=models.Q(('grade__range', (1, 5))), name='assessment_grade_1_to_5'), models.CheckConstraint(condition=models.Q(('effect_family__in', ['localised_pain', 'swelling', 'discomfort', 'temporary_inflammation', 'persistent_or_severe_inflammation', 'infection', 'immune_response', 'allergic_reaction', 'tumour_formation', 'harvest_site', 'bleeding', 'nerve_or_blood_supply', 'anaesthetic_toxicity', 'clot_or_embolism', 'general'])), name='assessment_family_known'), models.CheckConstraint(condition=models.Q(('grading_system__in', ['ctcae_5_0', 'ctcae_6_0', 'other'])), name='assessment_scale_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['recovered', 'recovering', 'not_recovered', 'recovered_with_sequelae', 'fatal', 'unknown'])), name='assessment_outcome_known'), models.CheckConstraint(condition=models.Q(models.Q(('criteria__len__gt', 0), ('serious', True)), models.Q(('criteria__len', 0), ('serious', False)), _connector='OR'), name='assessment_serious_by_its_criteria'), models.CheckConstraint(condition=models.Q(('expected', False), models.Q(('criteria__contains', ['death']), _negated=True), _connector='OR'), name='fatal_event_is_never_expected'), models.CheckConstraint(condition=models.Q(('resolved_at', None), ('resolved_at__gte', models.F('onset_at')), _connector='OR'), name='assessment_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='AdverseEventFact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='journey.adverseevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.patient')),
                ('text', models.TextField(max_length=4000, verbose_name='what is new')),
                ('known_at', models.DateTimeField(verbose_name='known since')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'new fact about an adverse event',
                'verbose_name_plural': 'new facts about adverse events',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AdverseEventWords',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='journey.adverseevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.patient')),
                ('text', models.TextField(max_length=2000, verbose_name='what the patient is told')),
                ('at', models.DateTimeField(verbose_name='shared')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'words about an adverse event',
                'verbose_name_plural': 'words about adverse events',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AdverseEventReport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='journey.adverseevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.patient')),
                ('fact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='journey.adverseeventfact')),
                ('rule', models.CharField(max_length=20, verbose_name='rule')),
                ('due_on', models.DateField(verbose_name='due')),
                ('opened_at', models.DateTimeField(verbose_name='since')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='recorded')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('authority', models.CharField(blank=True, max_length=200, verbose_name='sent to')),
                ('reference', models.CharField(blank=True, max_length=80, verbose_name='reference')),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='sent on')),
                ('not_needed', models.TextField(blank=True, max_length=1000, verbose_name='why it is not needed')),
            ],
            options={
                'verbose_name': 'report of an adverse event',
                'verbose_name_plural': 'reports of adverse events',
                'ordering': ['due_on', 'rule'],
                'indexes': [models.Index(condition=models.Q(('made_at', None)), fields=['due_on'], name='event_report_open_by_due')],
                'constraints': [models.UniqueConstraint(fields=('event', 'rule', 'fact'), name='adverse_event_reported_once_by_each_rule', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('made_at__isnull', True), ('made_by__isnull', True)), models.Q(('made_at__isnull', False), ('made_by__isnull', False)), _connector='OR'), name='adverse_event_report_paired', violation_error_message='A time needs a person, and a person needs a time.'), models.CheckConstraint(condition=models.Q(models.Q(('authority', ''), ('made_at', None), ('not_needed', ''), ('reference', ''), ('sent_on', None)), models.Q(('made_at__isnull', False), ('not_needed', ''), ('sent_on__isnull', False), models.Q(('authority', ''), _negated=True)), models.Q(('authority', ''), ('made_at__isnull', False), ('sent_on', None), models.Q(('not_needed', ''), _negated=True)), _connector='OR'), name='adverse_event_report_sent_or_not_needed')],
            },
        ),
        migrations.CreateModel(
            name='InfectionCluster',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10, verbose_name='what they share')),
                ('value', models.CharField(max_length=200, verbose_name='which')),
                ('found_at', models.DateTimeField(verbose_name='found')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='what was found and done')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'infections that belong together',
                'verbose_name_plural': 'infections that belong together',
                'ordering': ['-found_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['lot', 'supplier', 'kit_lot', 'room', 'day'])), name='infection_cluster_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='infection_cluster_settled_paired', violation_error_message='A time needs a person, and a person needs a time.'), models.CheckConstraint(condition=models.Q(models.Q(('note', ''), ('settled_at', None)), models.Q(('settled_at__isnull', False), models.Q(('note', ''), _negated=True)), _connector='OR'), name='infection_cluster_settled_with_a_note'), models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('kind', 'value'), name='one_open_cluster_of_a_kind_and_value')],
            },
        ),
        migrations.CreateModel(
            name='ClusterMember',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='journey.infectioncluster')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clusters', to='journey.adverseevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.patient')),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'infection of a cluster',
                'verbose_name_plural': 'infections of clusters',
                'ordering': ['at'],
                'constraints': [models.UniqueConstraint(fields=('cluster', 'event'), name='event_once_in_a_cluster')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseevent',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='d10299992dad8855874bc826311a0ce76ff306b3', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_b8a15', table='journey_adverseevent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseevent',
            trigger=pgtrigger.compiler.Trigger(name='adverse_event_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3e3a0159ff84f7406392ee626aadbfc68b700926', operation='DELETE', pgid='pgtrigger_adverse_event_is_never_deleted_af94a', table='journey_adverseevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseevent',
            trigger=pgtrigger.compiler.Trigger(name='adverse_event_is_of_one_thing', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."journey_id" IS DISTINCT FROM (NEW."journey_id") OR OLD."cycle_id" IS DISTINCT FROM (NEW."cycle_id") OR OLD."alert_id" IS DISTINCT FROM (NEW."alert_id") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."aware_at" IS DISTINCT FROM (NEW."aware_at") OR OLD."aware_by_id" IS DISTINCT FROM (NEW."aware_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='abb9711f709ab3f1a6b0ab2d091c01c382b64529', operation='UPDATE', pgid='pgtrigger_adverse_event_is_of_one_thing_086c1', table='journey_adverseevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseeventassessment',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='8a7e4f1819a7dd92151b56174f33047643821e2f', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_b2e31', table='journey_adverseeventassessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseeventassessment',
            trigger=pgtrigger.compiler.Trigger(name='adverse_event_assessment_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8b19cbfed969b8afbd1526d5d36277137df6ab77', operation='UPDATE OR DELETE', pgid='pgtrigger_adverse_event_assessment_is_append_only_8c50f', table='journey_adverseeventassessment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseeventfact',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='669bb3fdcb568ffff574f4da0ced7dac48bb355e', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_eb369', table='journey_adverseeventfact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseeventfact',
            trigger=pgtrigger.compiler.Trigger(name='adverse_event_fact_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1f3eaad855680f9fbd6fc09f523493c8899b6df2', operation='UPDATE OR DELETE', pgid='pgtrigger_adverse_event_fact_is_append_only_e3a8d', table='journey_adverseeventfact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseeventreport',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='83a357fd2c2ee72a7f24dc944d2d3a12205cedc7', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_a19b2', table='journey_adverseeventreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseeventreport',
            trigger=pgtrigger.compiler.Trigger(name='adverse_event_report_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0b082b54c5ef7ebcf0e4aa8bd1c30b1c00c7deaf', operation='DELETE', pgid='pgtrigger_adverse_event_report_is_never_deleted_29b27', table='journey_adverseeventreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseeventreport',
            trigger=pgtrigger.compiler.Trigger(name='report_that_was_made_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.made_at IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1272e2b413ea3c57f6bdfe02099a99615be840cc', operation='UPDATE', pgid='pgtrigger_report_that_was_made_is_fixed_02171', table='journey_adverseeventreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseeventstep',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='23aa057299a7ebfa46ba9167af0af315434dc784', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_0a629', table='journey_adverseeventstep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseeventstep',
            trigger=pgtrigger.compiler.Trigger(name='adverse_event_step_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='282585a1181ad5797ebb8ece48e78a55b2406ec9', operation='UPDATE OR DELETE', pgid='pgtrigger_adverse_event_step_is_append_only_71be9', table='journey_adverseeventstep', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseeventwords',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='759d26398dad7b80d7d722e44089df31d78d6ffa', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_ecdb7', table='journey_adverseeventwords', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseeventwords',
            trigger=pgtrigger.compiler.Trigger(name='adverse_event_words_are_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d7b8279fb8b82d889e859a4ce5001ebf62bc853d', operation='UPDATE OR DELETE', pgid='pgtrigger_adverse_event_words_are_append_only_f3b7a', table='journey_adverseeventwords', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='infectioncluster',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='c57f70f9fa97afa14a00153b5402d217fae40350', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_19c7f', table='journey_infectioncluster', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='infectioncluster',
            trigger=pgtrigger.compiler.Trigger(name='infection_cluster_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='81a088b81d0304707f12831e099f6fe565f846a6', operation='DELETE', pgid='pgtrigger_infection_cluster_is_never_deleted_3478a', table='journey_infectioncluster', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='infectioncluster',
            trigger=pgtrigger.compiler.Trigger(name='infection_cluster_is_of_one_thing', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."value" IS DISTINCT FROM (NEW."value") OR OLD."found_at" IS DISTINCT FROM (NEW."found_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='eba6370f3335e2eef57ab60a7e4dd65a74e35bde', operation='UPDATE', pgid='pgtrigger_infection_cluster_is_of_one_thing_53e46', table='journey_infectioncluster', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clustermember',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='43a72009cb4828217bc30a9d2dfcde8f01a4e71e', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_2a2c5', table='journey_clustermember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clustermember',
            trigger=pgtrigger.compiler.Trigger(name='cluster_member_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b95a57253d9698cbd14fc75256ab3df43e0aa66a', operation='UPDATE OR DELETE', pgid='pgtrigger_cluster_member_is_append_only_4a9b1', table='journey_clustermember', when='BEFORE')),
        ),
    ]
