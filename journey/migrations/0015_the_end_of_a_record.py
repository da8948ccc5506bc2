"""How long records are kept, legal holds, and the removal of an identity by two managers."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0014_clinical_record_of_the_consultation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityRemoval',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.TextField(max_length=500, verbose_name='reason')),
                ('years', models.PositiveSmallIntegerField(verbose_name='records are kept, years')),
                ('last_contact', models.DateField(verbose_name='last contact')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back')),
            ],
            options={
                'verbose_name': 'removal of an identity',
                'verbose_name_plural': 'removals of identities',
                'ordering': ['-asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.TextField(max_length=500, verbose_name='reason')),
                ('placed_at', models.DateTimeField(verbose_name='placed')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted')),
            ],
            options={
                'verbose_name': 'legal hold',
                'verbose_name_plural': 'legal holds',
                'ordering': ['-placed_at', 'id'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='datarequest',
            name='data_request_words_are_fixed',
        ),
        migrations.AddField(
            model_name='clinic',
            name='retention_years',
            field=models.PositiveSmallIntegerField(blank=True, help_text='A lawyer says this number: the longest time that any law here asks for, with that for traceable cells. While it is empty, records are kept without an end.', null=True, verbose_name='records are kept after the last contact, years'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='data_request_words_are_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6ce6fa04db45ae5cb08c948e5584600aeeade9d9', operation='UPDATE', pgid='pgtrigger_data_request_words_are_fixed_713c2', table='journey_datarequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='data_request_words_go_whole_or_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."wrong" IS DISTINCT FROM (NEW."wrong") AND NOT (NEW."wrong" = \'–\')) OR (OLD."right" IS DISTINCT FROM (NEW."right") AND NOT (NEW."right" = \'–\')))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d08c4292c310f848762f96efb92f3857897e0787', operation='UPDATE', pgid='pgtrigger_data_request_words_go_whole_or_stay_991f2', table='journey_datarequest', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='clinic',
            constraint=models.CheckConstraint(condition=models.Q(('retention_years__isnull', True), ('retention_years__range', (5, 100)), _connector='OR'), name='clinic_keeps_records_5_to_100_years', violation_error_message='Records are kept for 5 to 100 years, or without an end.'),
        ),
        migrations.AddField(
            model_name='identityremoval',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='identityremoval',
            name='done_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='identityremoval',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='identityremoval',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='removals', to='journey.patient', verbose_name='patient'),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='lifted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='journey.patient', verbose_name='patient'),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='placed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='identityremoval',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='identity_removal_says_why'),
        ),
        migrations.AddConstraint(
            model_name='identityremoval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='identity_removal_done_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='identityremoval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='identity_removal_ended_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='identityremoval',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('ended_at__isnull', True), _connector='OR'), name='identity_removal_ends_one_way'),
        ),
        migrations.AddConstraint(
            model_name='identityremoval',
            constraint=models.CheckConstraint(condition=models.Q(('done_by__isnull', True), models.Q(('done_by', models.F('asked_by')), _negated=True), _connector='OR'), name='identity_removal_by_two_people', violation_error_message='Another manager removes it. It cannot be the same person.'),
        ),
        migrations.AddConstraint(
            model_name='identityremoval',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('patient',), name='one_identity_removal_per_patient'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='identityremoval',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='fb473b33692ab884ad7a7ef49a0c9d8c99a581d5', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_b513c', table='journey_identityremoval', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='identityremoval',
            trigger=pgtrigger.compiler.Trigger(name='identity_removal_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='abf25c367e696a1cec21c205956758e288498e5e', operation='DELETE', pgid='pgtrigger_identity_removal_is_never_deleted_ebd9f', table='journey_identityremoval', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='identityremoval',
            trigger=pgtrigger.compiler.Trigger(name='identity_removal_words_are_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."years" IS DISTINCT FROM (NEW."years") OR OLD."last_contact" IS DISTINCT FROM (NEW."last_contact") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='cf25cd6eda7421c85fb0083d1d8b34c5a59b30a0', operation='UPDATE', pgid='pgtrigger_identity_removal_words_are_fixed_eae0d', table='journey_identityremoval', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='legal_hold_says_why'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='legal_hold_lifted_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('patient',), name='one_legal_hold_per_patient'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='legalhold',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='f2ee0b21aff201cd5c61ac8e292e3a99385d54c2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_47581', table='journey_legalhold', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='legalhold',
            trigger=pgtrigger.compiler.Trigger(name='legal_hold_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e304d594baaf7dcc1c57e96d2c7fd418b56b5f01', operation='DELETE', pgid='pgtrigger_legal_hold_is_never_deleted_fba5b', table='journey_legalhold', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='legalhold',
            trigger=pgtrigger.compiler.Trigger(name='legal_hold_words_are_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."placed_at" IS DISTINCT FROM (NEW."placed_at") OR OLD."placed_by_id" IS DISTINCT FROM (NEW."placed_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='27da212938976bf20b1b25a413e422dbb01070f6', operation='UPDATE', pgid='pgtrigger_legal_hold_words_are_fixed_7cd28', table='journey_legalhold', when='BEFORE')),
        ),
    ]
