"""Cases that clinicians keep for the bench, and why a case may be judged milder by a later version."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0037_versions_are_drafted_and_reviewed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='case')),
                ('description', models.CharField(blank=True, max_length=1000, verbose_name='description')),
                ('inputs', models.JSONField(verbose_name='answers')),
                ('expected', models.CharField(choices=[('expected', 'Expected'), ('watch', 'Watch'), ('call_24h', 'Call in 24 h'), ('urgent_now', 'Urgent now')], max_length=10, verbose_name='expected level')),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
                ('left_out_at', models.DateTimeField(blank=True, null=True, verbose_name='left out')),
                ('left_out_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved case',
                'verbose_name_plural': 'saved cases',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='FallReason',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('case', models.CharField(max_length=40, verbose_name='case')),
                ('key', models.CharField(editable=False, max_length=64)),
                ('inputs', models.JSONField(verbose_name='answers')),
                ('old_level', models.CharField(choices=[('expected', 'Expected'), ('watch', 'Watch'), ('call_24h', 'Call in 24 h'), ('urgent_now', 'Urgent now')], max_length=10, verbose_name='level before')),
                ('old_route', models.CharField(max_length=16)),
                ('old_rules', models.TextField(verbose_name='rules before')),
                ('new_level', models.CharField(choices=[('expected', 'Expected'), ('watch', 'Watch'), ('call_24h', 'Call in 24 h'), ('urgent_now', 'Urgent now')], max_length=10, verbose_name='level now')),
                ('new_route', models.CharField(max_length=16)),
                ('reason', models.TextField(max_length=1000, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='written')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('new', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fall_reasons', to='journey.pathwayversion')),
                ('old', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.pathwayversion')),
            ],
            options={
                'verbose_name': 'reason for a lower level',
                'verbose_name_plural': 'reasons for lower levels',
                'ordering': ['at', 'case'],
                'constraints': [models.UniqueConstraint(fields=('old', 'new', 'key'), name='one_reason_for_a_fall'), models.CheckConstraint(condition=models.Q(('old', models.F('new')), _negated=True), name='fall_between_two_versions'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='fall_has_a_reason'), models.CheckConstraint(condition=models.Q(('old_level__in', ['expected', 'watch', 'call_24h', 'urgent_now'])), name='fall_old_level_known'), models.CheckConstraint(condition=models.Q(('new_level__in', ['expected', 'watch', 'call_24h', 'urgent_now'])), name='fall_new_level_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fallreason',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='5c6bc4ac3be385bc4842817fa28087490bc870a4', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_29243', table='journey_fallreason', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fallreason',
            trigger=pgtrigger.compiler.Trigger(name='fall_reason_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='45c59edba1010700e2036b6cef76c3587f2dc114', operation='UPDATE OR DELETE', pgid='pgtrigger_fall_reason_is_append_only_83533', table='journey_fallreason', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='savedcase',
            constraint=models.CheckConstraint(condition=models.Q(('expected__in', ['expected', 'watch', 'call_24h', 'urgent_now'])), name='saved_case_level_known'),
        ),
        migrations.AddConstraint(
            model_name='savedcase',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_case_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='savedcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('left_out_at__isnull', True), ('left_out_by__isnull', True)), models.Q(('left_out_at__isnull', False), ('left_out_by__isnull', False)), _connector='OR'), name='saved_case_left_out_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedcase',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='bace0dc1373f41cc5ed5f90cfa426e13b2bd0a3a', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_b48a3', table='journey_savedcase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedcase',
            trigger=pgtrigger.compiler.Trigger(name='saved_case_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."inputs" IS DISTINCT FROM (NEW."inputs") OR OLD."expected" IS DISTINCT FROM (NEW."expected") OR OLD."saved_at" IS DISTINCT FROM (NEW."saved_at") OR OLD."saved_by_id" IS DISTINCT FROM (NEW."saved_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='036f2d5d65abccee487f446c00eb428c0b318032', operation='UPDATE', pgid='pgtrigger_saved_case_is_fixed_74450', table='journey_savedcase', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedcase',
            trigger=pgtrigger.compiler.Trigger(name='saved_case_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e68c7f364e2cbdbf97c47eed53d7c083a581c1eb', operation='DELETE', pgid='pgtrigger_saved_case_is_never_deleted_29d5f', table='journey_savedcase', when='BEFORE')),
        ),
    ]
