"""Consent: approved texts, who read them, signatures, what was taken back, talks."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0020_clinical_record_of_the_injection'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('basis', models.CharField(max_length=64)),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('answers', models.JSONField(default=dict)),
                ('started_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('cycle', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='consent_draft', to='journey.cycle')),
            ],
            options={
                'verbose_name': 'consent in progress',
                'verbose_name_plural': 'consents in progress',
            },
        ),
        migrations.CreateModel(
            name='ConsentTalk',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('talked', 'Talked about the consent'), ('again', 'A new consent is asked for')], max_length=8, verbose_name='what')),
                ('why', models.CharField(blank=True, choices=[('safety', 'New safety information'), ('plan', 'The plan changed'), ('patient', 'The patient wants to think again'), ('other', 'Another reason')], max_length=8, verbose_name='why')),
                ('note', models.TextField(max_length=1000, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consent_talks', to='journey.cycle')),
            ],
            options={
                'verbose_name': 'talk about a consent',
                'verbose_name_plural': 'talks about consents',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='number')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('document', models.JSONField(verbose_name='document')),
                ('checksum', models.CharField(max_length=64, verbose_name='checksum')),
                ('is_material', models.BooleanField(verbose_name='those who signed before sign again')),
                ('changes', models.TextField(blank=True, max_length=500, verbose_name='what changed')),
                ('approved_at', models.DateTimeField(verbose_name='approved')),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('pathway_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consent_texts', to='journey.pathwayversion')),
            ],
            options={
                'verbose_name': 'consent text',
                'verbose_name_plural': 'consent texts',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='ConsentReading',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='read')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consent_readings', to='journey.cycle')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='journey.consenttext')),
            ],
            options={
                'verbose_name': 'reading of the evidence',
                'verbose_name_plural': 'readings of the evidence',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('method', models.CharField(choices=[('in_app', 'In the app'), ('paper', 'On paper')], max_length=8, verbose_name='how')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('lines', models.JSONField(help_text='Each line in the words that were shown, and its answer.', verbose_name='lines')),
                ('plan', models.TextField(help_text='Source, tissue, harvest mode, hand and joints that it covers.', verbose_name='plan')),
                ('repeat_donor', models.BooleanField(verbose_name='extra line for donor cells again')),
                ('left_over_cells', models.BooleanField(verbose_name='left-over cells')),
                ('research', models.BooleanField(verbose_name='research')),
                ('photos', models.BooleanField(verbose_name='photos')),
                ('typed_name', models.CharField(max_length=120, verbose_name='signed as')),
                ('interpreter', models.CharField(blank=True, max_length=120, verbose_name='interpreter')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('signed_at', models.DateTimeField(verbose_name='signed')),
                ('cooling_off_days', models.PositiveSmallIntegerField(verbose_name='time to think, days')),
                ('thinking_ends_at', models.DateTimeField(verbose_name='time to think ends')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('countersigned_at', models.DateTimeField(blank=True, null=True, verbose_name='countersigned')),
                ('capacity_assessed', models.BooleanField(default=False, verbose_name='able to decide, assessed by who countersigned')),
                ('countersigned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='journey.cycle')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='journey.consenttext')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['-signed_at', '-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='ConsentWithdrawal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('scope', models.CharField(choices=[('treatment', 'The treatment'), ('left_over_cells', 'Use of left-over cells'), ('research', 'Use of data for research'), ('photos', 'Photos of the hand'), ('app', 'Being asked through the app')], max_length=16, verbose_name='what')),
                ('words', models.TextField(blank=True, max_length=1000, verbose_name="in the patient's words")),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='journey.consent')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consent_withdrawals', to='journey.cycle')),
                ('told_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'withdrawal of a consent',
                'verbose_name_plural': 'withdrawals of consents',
                'ordering': ['-at'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consentdraft',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{token}\', \'{}\')', func='RETURN NULL;', hash='2b38bcbbdb80f571b0d4b295cf33339b623283f9', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_22c60', table='journey_consentdraft', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='consenttalk',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['talked', 'again'])), name='consent_talk_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='consenttalk',
            constraint=models.CheckConstraint(condition=models.Q(('why__in', ['safety', 'plan', 'patient', 'other', ''])), name='consent_talk_why_known'),
        ),
        migrations.AddConstraint(
            model_name='consenttalk',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('kind', 'again'), _negated=True), ('why', '')), models.Q(('kind', 'again'), models.Q(('why', ''), _negated=True)), _connector='OR'), name='consent_again_says_why', violation_error_message='Choose why a new consent is needed.'),
        ),
        migrations.AddConstraint(
            model_name='consenttalk',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='consent_talk_has_a_note'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consenttalk',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='8f39b038226efa1b38f8487d1622e4ba419672e3', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_e20bc', table='journey_consenttalk', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consenttalk',
            trigger=pgtrigger.compiler.Trigger(name='consent_talk_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fa3347e904d24de372876c0823449531ecc930e5', operation='UPDATE OR DELETE', pgid='pgtrigger_consent_talk_is_append_only_29219', table='journey_consenttalk', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='consent_text_number_from_1'),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('changes', ''), _negated=True), _connector='OR'), name='consent_text_says_what_changed', violation_error_message='Say what changed.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consenttext',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{document}\', \'{}\')', func='RETURN NULL;', hash='0ed3509880caa43854b881ff2a2f7b925cce14ee', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_50270', table='journey_consenttext', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consenttext',
            trigger=pgtrigger.compiler.Trigger(name='consent_text_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='64af18edc9251a086d14508ed8d6da2cd40d480e', operation='UPDATE OR DELETE', pgid='pgtrigger_consent_text_is_append_only_89d5a', table='journey_consenttext', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='consentreading',
            constraint=models.UniqueConstraint(fields=('cycle', 'text'), name='consent_text_read_once_per_session'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consentreading',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='bd6dc635dbe3a598e14181393efaeb410602f04d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_aa0ca', table='journey_consentreading', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consentreading',
            trigger=pgtrigger.compiler.Trigger(name='consent_reading_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fb8c9e9ecde67b77e89caa709cff4073716ce884', operation='UPDATE OR DELETE', pgid='pgtrigger_consent_reading_is_append_only_56698', table='journey_consentreading', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('method__in', ['in_app', 'paper'])), name='consent_method_known'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('countersigned_at__isnull', True), ('countersigned_by__isnull', True)), models.Q(('countersigned_at__isnull', False), ('countersigned_by__isnull', False)), _connector='OR'), name='consent_countersigned_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('capacity_assessed', False), ('countersigned_at__isnull', True)), models.Q(('capacity_assessed', True), ('countersigned_at__isnull', False)), _connector='OR'), name='consent_countersigned_by_who_assessed_capacity', violation_error_message='Who countersigns has assessed that the patient can decide.'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('countersigned_at__isnull', True), ('countersigned_at__gte', models.F('signed_at')), _connector='OR'), name='consent_countersigned_after_signing', violation_error_message='The patient signs first, then the clinician.'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('method', 'in_app'), ('countersigned_at__isnull', False), _connector='OR'), name='consent_on_paper_is_countersigned', violation_error_message='A paper is recorded once a clinician has countersigned it.'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('countersigned_by__isnull', True), ('method', 'paper'), models.Q(('countersigned_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='consent_signed_by_two_people', violation_error_message='Nobody countersigns what they signed themselves.'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('typed_name', ''), _negated=True), name='consent_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('cooling_off_days__gte', 1)), name='consent_has_a_day_to_think'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('thinking_ends_at__gte', django.db.models.expressions.CombinedExpression(models.F('signed_at'), '+', models.Value(datetime.timedelta(days=1))))), name='consent_thinking_lasts_a_day'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('recorded_at__gte', models.F('signed_at'))), name='consent_not_signed_in_the_future', violation_error_message='A signature cannot be in the future.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{token}\', \'{}\')', func='RETURN NULL;', hash='7929767b354b1c84882b3f16bd4e02b8bd3a0fa4', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_baad0', table='journey_consent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='consent_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='13f835500705e07eca84c51c1f977764f94de09d', operation='DELETE', pgid='pgtrigger_consent_is_never_deleted_12033', table='journey_consent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='consent_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."cycle_id" IS DISTINCT FROM (NEW."cycle_id") OR OLD."text_id" IS DISTINCT FROM (NEW."text_id") OR OLD."method" IS DISTINCT FROM (NEW."method") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."lines" IS DISTINCT FROM (NEW."lines") OR OLD."plan" IS DISTINCT FROM (NEW."plan") OR OLD."repeat_donor" IS DISTINCT FROM (NEW."repeat_donor") OR OLD."left_over_cells" IS DISTINCT FROM (NEW."left_over_cells") OR OLD."research" IS DISTINCT FROM (NEW."research") OR OLD."photos" IS DISTINCT FROM (NEW."photos") OR OLD."token" IS DISTINCT FROM (NEW."token") OR OLD."signed_at" IS DISTINCT FROM (NEW."signed_at") OR OLD."cooling_off_days" IS DISTINCT FROM (NEW."cooling_off_days") OR OLD."thinking_ends_at" IS DISTINCT FROM (NEW."thinking_ends_at") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='24563fb2f494675060ebce2cfd2baaa11e22f511', operation='UPDATE', pgid='pgtrigger_consent_is_fixed_bb4a3', table='journey_consent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='consent_is_countersigned_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."countersigned_at" IS NOT NULL AND (OLD."countersigned_at" IS DISTINCT FROM (NEW."countersigned_at") OR OLD."countersigned_by_id" IS DISTINCT FROM (NEW."countersigned_by_id") OR OLD."capacity_assessed" IS DISTINCT FROM (NEW."capacity_assessed")))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a3a000abf76fbe2abcbfb2d26b0ce7bd356821a8', operation='UPDATE', pgid='pgtrigger_consent_is_countersigned_once_bd600', table='journey_consent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='consent_name_goes_whole_or_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."typed_name" IS DISTINCT FROM (NEW."typed_name") AND NOT (NEW."typed_name" = \'–\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='13e25c3fb7092e1da416b7c8ed8fa4f85dc16dd6', operation='UPDATE', pgid='pgtrigger_consent_name_goes_whole_or_stays_11eac', table='journey_consent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='consentwithdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('scope__in', ['treatment', 'left_over_cells', 'research', 'photos', 'app'])), name='consent_withdrawal_scope_known'),
        ),
        migrations.AddConstraint(
            model_name='consentwithdrawal',
            constraint=models.UniqueConstraint(fields=('consent', 'scope'), name='consent_scope_withdrawn_once'),
        ),
        migrations.AddConstraint(
            model_name='consentwithdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('told_to__isnull', True), ('told_to', models.F('by')), _connector='OR'), name='consent_withdrawal_told_to_who_wrote_it'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consentwithdrawal',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='dc6b63cc6557c13a5febc3d4af9e63aea4d283b7', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_28474', table='journey_consentwithdrawal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consentwithdrawal',
            trigger=pgtrigger.compiler.Trigger(name='consent_withdrawal_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6d88c8168b48b39d17499693c93e0c8580cb45ea', operation='UPDATE OR DELETE', pgid='pgtrigger_consent_withdrawal_is_append_only_cb2c4', table='journey_consentwithdrawal', when='BEFORE')),
        ),
    ]
