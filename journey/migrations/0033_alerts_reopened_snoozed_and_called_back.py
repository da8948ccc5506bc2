"""Alerts opened again, levels agreed with a patient, calls proposed, and who was told of a report that is due."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_text_messages'),
        ('journey', '0032_documents_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AlertCall',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('calls_at', models.DateTimeField(verbose_name='we call at')),
                ('proposed_at', models.DateTimeField(verbose_name='proposed')),
                ('answer', models.CharField(blank=True, choices=[('suits', 'Suits the patient'), ('another', 'Another time')], max_length=7, verbose_name='answer')),
                ('words', models.TextField(blank=True, max_length=300, verbose_name='words of the patient')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='over since')),
            ],
            options={
                'verbose_name': 'proposed call',
                'verbose_name_plural': 'proposed calls',
                'ordering': ['proposed_at'],
            },
        ),
        migrations.CreateModel(
            name='AlertReopening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='opened again')),
                ('reason', models.TextField(max_length=1000, verbose_name='why')),
                ('closed_at', models.DateTimeField(verbose_name='closed')),
                ('outcome', models.CharField(choices=[('advice_given', 'Advice given'), ('seen_in_clinic', 'Seen in clinic'), ('sent_to_emergency', 'Sent to emergency'), ('other_doctor', 'Other doctor'), ('not_reached', 'Not reached'), ('false_alarm', 'False alarm')], max_length=20, verbose_name='outcome')),
                ('note', models.TextField(verbose_name='note')),
            ],
            options={
                'verbose_name': 'alert opened again',
                'verbose_name_plural': 'alerts opened again',
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='AlertSnooze',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('level', models.CharField(max_length=12, verbose_name='level')),
                ('families', models.JSONField(default=list)),
                ('expected', models.TextField(max_length=1000, verbose_name='what is expected')),
                ('reason', models.TextField(max_length=1000, verbose_name='why')),
                ('until', models.DateTimeField(verbose_name='until')),
                ('at', models.DateTimeField(verbose_name='agreed')),
            ],
            options={
                'verbose_name': 'agreed level',
                'verbose_name_plural': 'agreed levels',
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='ReportNotice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField(help_text="The clinic's local date on which it was due to be told.", verbose_name='day')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message')], max_length=5, verbose_name='how')),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'notice of a report',
                'verbose_name_plural': 'notices of reports',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='alert',
            name='snoozed_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='expected to stay as it is until'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('snoozed_until', None), models.Q(('contacted_at__isnull', False), ('level', 'call_24h'), ('owner__isnull', False), ('state', 'acknowledged')), _connector='OR'), name='alert_snoozed_once_reached_and_never_urgent'),
        ),
        migrations.AddField(
            model_name='alertcall',
            name='alert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='journey.alert'),
        ),
        migrations.AddField(
            model_name='alertcall',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='alertcall',
            name='mail',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alert_call', to='accounts.outgoingmail'),
        ),
        migrations.AddField(
            model_name='alertcall',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='alertreopening',
            name='alert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reopenings', to='journey.alert'),
        ),
        migrations.AddField(
            model_name='alertreopening',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='alertreopening',
            name='closed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='alertsnooze',
            name='alert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snoozes', to='journey.alert'),
        ),
        migrations.AddField(
            model_name='alertsnooze',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='reportnotice',
            name='mail',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_notices', to='accounts.outgoingmail'),
        ),
        migrations.AddField(
            model_name='reportnotice',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.patient'),
        ),
        migrations.AddField(
            model_name='reportnotice',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='reportnotice',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='journey.adverseeventreport'),
        ),
        migrations.AddConstraint(
            model_name='alertcall',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['suits', 'another', ''])), name='alert_call_answer_known'),
        ),
        migrations.AddConstraint(
            model_name='alertcall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='alert_call_answered_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='alertcall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('words', '')), models.Q(('answer', 'suits'), ('answered_at__isnull', False), ('words', '')), models.Q(('answer', 'another'), ('answered_at__isnull', False), models.Q(('words', ''), _negated=True)), _connector='OR'), name='alert_call_answered_in_words'),
        ),
        migrations.AddConstraint(
            model_name='alertcall',
            constraint=models.CheckConstraint(condition=models.Q(('calls_at__gt', models.F('proposed_at'))), name='alert_call_is_proposed_before'),
        ),
        migrations.AddConstraint(
            model_name='alertcall',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('alert',), name='one_standing_call_per_alert'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertcall',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'alert_id\', \'journey_alert\', \'{}\', \'{}\')', func='RETURN NULL;', hash='ad9cd8fd16d7337776488becb1425e7113678876', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_a2960', table='journey_alertcall', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertcall',
            trigger=pgtrigger.compiler.Trigger(name='alert_call_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b1be87a9d0a3fbaffe665532a64b44e1aa1e49d2', operation='DELETE', pgid='pgtrigger_alert_call_is_never_deleted_38869', table='journey_alertcall', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertcall',
            trigger=pgtrigger.compiler.Trigger(name='proposed_call_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."alert_id" IS DISTINCT FROM (NEW."alert_id") OR OLD."calls_at" IS DISTINCT FROM (NEW."calls_at") OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='ffa931474c7ce1a39f7abd71074b77c8f2d81de4', operation='UPDATE', pgid='pgtrigger_proposed_call_is_fixed_bd989', table='journey_alertcall', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='alertreopening',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='alert_reopened_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='alertreopening',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['advice_given', 'seen_in_clinic', 'sent_to_emergency', 'other_doctor', 'not_reached', 'false_alarm'])), name='alert_reopened_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='alertreopening',
            constraint=models.CheckConstraint(condition=models.Q(('at__gte', models.F('closed_at'))), name='alert_reopened_after_it_was_closed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertreopening',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'alert_id\', \'journey_alert\', \'{}\', \'{}\')', func='RETURN NULL;', hash='45d6f61482a5a6270374aec6ddcd5f9fe68e49d3', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_00574', table='journey_alertreopening', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertreopening',
            trigger=pgtrigger.compiler.Trigger(name='alert_reopening_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='67574ced4176e22b3ecb9d1d820e6c50183d7993', operation='UPDATE OR DELETE', pgid='pgtrigger_alert_reopening_is_append_only_47242', table='journey_alertreopening', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='alertsnooze',
            constraint=models.CheckConstraint(condition=models.Q(('level', 'call_24h')), name='urgent_alert_is_never_snoozed'),
        ),
        migrations.AddConstraint(
            model_name='alertsnooze',
            constraint=models.CheckConstraint(condition=models.Q(('families__contains', ['infection']), _negated=True), name='infection_is_never_snoozed'),
        ),
        migrations.AddConstraint(
            model_name='alertsnooze',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('at'))), name='snooze_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='alertsnooze',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('expected', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='snooze_says_what_and_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertsnooze',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'alert_id\', \'journey_alert\', \'{}\', \'{}\')', func='RETURN NULL;', hash='3f066bde297999c3790f9f4dd01023e050493b40', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_f96be', table='journey_alertsnooze', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertsnooze',
            trigger=pgtrigger.compiler.Trigger(name='alert_snooze_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='102b30c82de202a9b2451a320d50b03b57f22b59', operation='UPDATE OR DELETE', pgid='pgtrigger_alert_snooze_is_append_only_b8967', table='journey_alertsnooze', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='reportnotice',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms'])), name='report_notice_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='reportnotice',
            constraint=models.UniqueConstraint(fields=('report', 'on', 'person', 'channel'), name='one_report_notice_per_day_and_channel'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportnotice',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='050055dd3a066bc1889632a8f059c17922269e91', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_c8721', table='journey_reportnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportnotice',
            trigger=pgtrigger.compiler.Trigger(name='report_notice_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1d24d509bb206ca02fc230749ce7eada5078c9ce', operation='UPDATE OR DELETE', pgid='pgtrigger_report_notice_is_append_only_be502', table='journey_reportnotice', when='BEFORE')),
        ),
    ]
