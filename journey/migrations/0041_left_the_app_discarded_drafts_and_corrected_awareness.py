"""Who is not asked by the app; discarded drafts; since when the clinic knew; cells that are taken again."""

import pgtrigger.compiler
import pgtrigger.migrations
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
        ('journey', '0040_letters_and_waiting_for_due_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='pathwayversion',
            name='pathway_state_moves',
        ),
        migrations.RemoveConstraint(
            model_name='pathwayevent',
            name='pathway_step_known',
        ),
        migrations.RemoveConstraint(
            model_name='pathwayversion',
            name='pathway_state_known',
        ),
        migrations.AlterField(
            model_name='pathwayevent',
            name='step',
            field=models.CharField(choices=[('copied', 'Copied'), ('imported', 'Read from a file'), ('changed', 'Changed'), ('sent', 'Sent to review'), ('approved', 'Approved'), ('sent_back', 'Sent back'), ('published', 'Published'), ('retired', 'Retired'), ('discarded', 'Discarded')], max_length=10, verbose_name='what'),
        ),
        migrations.AlterField(
            model_name='pathwayversion',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('retired', 'Retired'), ('discarded', 'Discarded')], default='draft', max_length=10, verbose_name='state'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pathwayversion',
            trigger=pgtrigger.compiler.Trigger(name='pathway_state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:in_review,draft:discarded,in_review:draft,in_review:published,published:retired}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='5632e4c703f8789bd03b4fad524ece95651b507c', operation='UPDATE', pgid='pgtrigger_pathway_state_moves_1a170', table='journey_pathwayversion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='pathwayevent',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['copied', 'imported', 'changed', 'sent', 'approved', 'sent_back', 'published', 'retired', 'discarded'])), name='pathway_step_known'),
        ),
        migrations.AddConstraint(
            model_name='pathwayevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('step', 'discarded'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='pathway_discarded_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='pathwayversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'retired', 'discarded'])), name='pathway_state_known'),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='adverseevent',
            name='adverse_event_is_of_one_thing',
        ),
        migrations.AddField(
            model_name='adverseeventstep',
            name='aware_after',
            field=models.DateTimeField(blank=True, null=True, verbose_name='the clinic knew, corrected'),
        ),
        migrations.AddField(
            model_name='adverseeventstep',
            name='aware_before',
            field=models.DateTimeField(blank=True, null=True, verbose_name='the clinic knew, before'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseevent',
            trigger=pgtrigger.compiler.Trigger(name='adverse_event_is_of_one_thing', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."journey_id" IS DISTINCT FROM (NEW."journey_id") OR OLD."cycle_id" IS DISTINCT FROM (NEW."cycle_id") OR OLD."alert_id" IS DISTINCT FROM (NEW."alert_id") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."aware_by_id" IS DISTINCT FROM (NEW."aware_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a7b89f076c55e9ab456a5774172c96473ffd39a5', operation='UPDATE', pgid='pgtrigger_adverse_event_is_of_one_thing_086c1', table='journey_adverseevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adverseevent',
            trigger=pgtrigger.compiler.Trigger(name='adverse_event_known_since_is_fixed_at_its_end', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.aware_at IS DISTINCT FROM NEW.aware_at AND OLD.state IN ('closed', 'dismissed'))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='3aec3e4a175c8ce6316bc5265cbc11612cf543a9', operation='UPDATE', pgid='pgtrigger_adverse_event_known_since_is_fixed_at_its_end_cae2a', table='journey_adverseevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='adverseeventstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aware_after__isnull', False), ('aware_before__isnull', False), ('by__isnull', False), ('what', 'aware_corrected'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('what', 'aware_corrected'), _negated=True), ('aware_after', None), ('aware_before', None)), _connector='OR'), name='adverse_event_step_corrects_with_both_times_and_why'),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='consent',
            name='consent_is_fixed',
        ),
        migrations.AddField(
            model_name='consent',
            name='harvests_before',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='times that cells had been taken in the session'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='consent_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."cycle_id" IS DISTINCT FROM (NEW."cycle_id") OR OLD."text_id" IS DISTINCT FROM (NEW."text_id") OR OLD."method" IS DISTINCT FROM (NEW."method") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."lines" IS DISTINCT FROM (NEW."lines") OR OLD."plan" IS DISTINCT FROM (NEW."plan") OR OLD."repeat_donor" IS DISTINCT FROM (NEW."repeat_donor") OR OLD."harvests_before" IS DISTINCT FROM (NEW."harvests_before") OR OLD."left_over_cells" IS DISTINCT FROM (NEW."left_over_cells") OR OLD."research" IS DISTINCT FROM (NEW."research") OR OLD."photos" IS DISTINCT FROM (NEW."photos") OR OLD."token" IS DISTINCT FROM (NEW."token") OR OLD."signed_at" IS DISTINCT FROM (NEW."signed_at") OR OLD."cooling_off_days" IS DISTINCT FROM (NEW."cooling_off_days") OR OLD."thinking_ends_at" IS DISTINCT FROM (NEW."thinking_ends_at") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f993dd0e4b0862ddfe82586cd65e2cf5612b53c7', operation='UPDATE', pgid='pgtrigger_consent_is_fixed_bb4a3', table='journey_consent', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='patient',
            name='off_app_since',
            field=models.DateTimeField(blank=True, help_text='Took back being asked by the app: calls and visits ask instead.', null=True, verbose_name='not asked by the app since'),
        ),
        migrations.RunSQL(LEFT, migrations.RunSQL.noop),
    ]
