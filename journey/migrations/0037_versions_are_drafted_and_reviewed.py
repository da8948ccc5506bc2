"""A pathway version is drafted, reviewed, published and retired, each step is kept, and journeys are on published ones."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


def what_was_published_is(apps, schema_editor):
    """Until now a version was stored and published at once."""
    apps.get_model("journey", "PathwayVersion").objects.filter(published_at__isnull=False).update(state="published")


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0036_waiting_list'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PathwayEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.CharField(choices=[('copied', 'Copied'), ('imported', 'Read from a file'), ('changed', 'Changed'), ('sent', 'Sent to review'), ('approved', 'Approved'), ('sent_back', 'Sent back'), ('published', 'Published'), ('retired', 'Retired')], max_length=10, verbose_name='what')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='where')),
                ('reason', models.TextField(blank=True, max_length=1000, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'event of a pathway version',
                'verbose_name_plural': 'events of pathway versions',
                'ordering': ['-at', '-id'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='pathwayversion',
            name='pathway_document_is_fixed',
        ),
        migrations.AddField(
            model_name='pathwayversion',
            name='begun_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.pathwayversion', verbose_name='copied from'),
        ),
        migrations.AddField(
            model_name='pathwayversion',
            name='drafted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='drafted'),
        ),
        migrations.AddField(
            model_name='pathwayversion',
            name='drafted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='drafted by'),
        ),
        migrations.AddField(
            model_name='pathwayversion',
            name='revision',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='pathwayversion',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=10, verbose_name='state'),
        ),
        migrations.RunPython(what_was_published_is, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='pathwayversion',
            name='name',
            field=models.CharField(max_length=200, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='pathwayversion',
            name='rules_approved_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='approved'),
        ),
        migrations.AlterField(
            model_name='pathwayversion',
            name='rules_approved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journey',
            trigger=pgtrigger.compiler.Trigger(name='journey_on_a_published_pathway', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF NOT EXISTS (\n    SELECT 1 FROM journey_pathwayversion v WHERE v.id = NEW.pathway_version_id AND v.published_at IS NOT NULL\n) THEN\n    RAISE EXCEPTION 'pathway version % is not published', NEW.pathway_version_id\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'journey_on_a_published_pathway';\nEND IF;\nRETURN NEW;\n", hash='9766015c0d24807c8b8726d7eac9430853aeaa9b', operation='INSERT OR UPDATE OF "pathway_version_id"', pgid='pgtrigger_journey_on_a_published_pathway_b839a', table='journey_journey', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pathwayversion',
            trigger=pgtrigger.compiler.Trigger(name='pathway_document_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state <> 'draft' AND\n(OLD.document, OLD.checksum, OLD.name, OLD.language, OLD.revision)\nIS DISTINCT FROM (NEW.document, NEW.checksum, NEW.name, NEW.language, NEW.revision))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b37cd97b7689a9dc9d81a9bcabb4c28b384d0ba2', operation='UPDATE', pgid='pgtrigger_pathway_document_is_fixed_ac471', table='journey_pathwayversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pathwayversion',
            trigger=pgtrigger.compiler.Trigger(name='pathway_origin_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."begun_from_id" IS DISTINCT FROM (NEW."begun_from_id") OR OLD."drafted_at" IS DISTINCT FROM (NEW."drafted_at") OR OLD."drafted_by_id" IS DISTINCT FROM (NEW."drafted_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b3dc3fb818ac4ab469fc44535f24a6e00b6d9821', operation='UPDATE', pgid='pgtrigger_pathway_origin_is_fixed_e486e', table='journey_pathwayversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pathwayversion',
            trigger=pgtrigger.compiler.Trigger(name='pathway_state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:in_review,in_review:draft,in_review:published,published:retired}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='3b571a5a11d7df353638837b1d1424747ba89053', operation='UPDATE', pgid='pgtrigger_pathway_state_moves_1a170', table='journey_pathwayversion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='pathwayversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'retired'])), name='pathway_state_known'),
        ),
        migrations.AddConstraint(
            model_name='pathwayversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drafted_at__isnull', True), ('drafted_by__isnull', True)), models.Q(('drafted_at__isnull', False), ('drafted_by__isnull', False)), _connector='OR'), name='pathway_drafted_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='pathwayversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('state__in', ['published', 'retired'])), models.Q(models.Q(('state__in', ['published', 'retired']), _negated=True), ('published_at__isnull', True)), _connector='OR'), name='pathway_published_in_its_state'),
        ),
        migrations.AddConstraint(
            model_name='pathwayversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'draft'), _negated=True), ('rules_approved_at__isnull', True), _connector='OR'), name='pathway_draft_is_not_approved'),
        ),
        migrations.AddConstraint(
            model_name='pathwayversion',
            constraint=models.CheckConstraint(condition=models.Q(('drafted_by__isnull', True), models.Q(('state__in', ['published', 'retired']), _negated=True), ('rules_approved_at__isnull', False), _connector='OR'), name='pathway_draft_published_approved'),
        ),
        migrations.AddConstraint(
            model_name='pathwayversion',
            constraint=models.CheckConstraint(condition=models.Q(('rules_approved_by__isnull', True), ('drafted_by__isnull', True), models.Q(('rules_approved_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='pathway_approved_by_another', violation_error_message='Another clinician approves it than the one who drafted it.'),
        ),
        migrations.AddField(
            model_name='pathwayevent',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='pathwayevent',
            name='pathway',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='journey.pathwayversion'),
        ),
        migrations.AddIndex(
            model_name='pathwayevent',
            index=models.Index(fields=['pathway', '-at'], name='pathway_event_by_version'),
        ),
        migrations.AddConstraint(
            model_name='pathwayevent',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['copied', 'imported', 'changed', 'sent', 'approved', 'sent_back', 'published', 'retired'])), name='pathway_step_known'),
        ),
        migrations.AddConstraint(
            model_name='pathwayevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('step', 'sent_back'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='pathway_sent_back_with_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pathwayevent',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='c2915cd04ae580e0458f7011e7ab232d283a0341', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_d520b', table='journey_pathwayevent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pathwayevent',
            trigger=pgtrigger.compiler.Trigger(name='pathway_event_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='037723ae3e9a67b190d999930d539db266c03cc7', operation='UPDATE OR DELETE', pgid='pgtrigger_pathway_event_is_append_only_36fc2', table='journey_pathwayevent', when='BEFORE')),
        ),
    ]
