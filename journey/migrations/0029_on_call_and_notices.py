"""Who is on call where, where staff are told, and who was told of which alert."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_text_messages'),
        ('journey', '0028_patients_ask_about_their_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='clinic',
            name='staff_by_text',
            field=models.BooleanField(default=False, help_text='To the mobile numbers of the staff list. This server needs a service for text messages.', verbose_name='tell staff on call by text message too'),
        ),
        migrations.AddField(
            model_name='site',
            name='lead_clinician',
            field=models.ForeignKey(blank=True, help_text='Told when nobody is on call, and when an alert has waited too long.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lead clinician'),
        ),
        migrations.CreateModel(
            name='OnCallDuty',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(choices=[('first', 'First on call'), ('second', 'Second on call')], default='first', max_length=6, verbose_name='place')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='journey.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'duty',
                'verbose_name_plural': 'duties',
                'ordering': ['starts_at', 'id'],
                'indexes': [models.Index(fields=['site', 'ends_at'], name='duty_by_site')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('place__in', ['first', 'second'])), name='duty_place_known'),
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='duty_ends_after_start', violation_error_message='The duty must end after it starts.'),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('place', 'first')), expressions=[(models.Func(models.F('site'), models.F('site'), models.Value('[]'), function='uuidrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '='), (models.Func(models.F('starts_at'), models.F('ends_at'), django.contrib.postgres.fields.ranges.RangeBoundary(), function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='one_first_on_call_at_a_time', violation_error_message='Somebody else is first on call at that time.'),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('place', 'second')), expressions=[(models.Func(models.F('site'), models.F('site'), models.Value('[]'), function='uuidrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '='), (models.Func(models.F('starts_at'), models.F('ends_at'), django.contrib.postgres.fields.ranges.RangeBoundary(), function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='one_second_on_call_at_a_time', violation_error_message='Somebody else is second on call at that time.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StaffContact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail for messages of duty')),
                ('mobile', models.CharField(blank=True, max_length=30, verbose_name='mobile number for text messages')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='staff_contact', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'where staff are told',
                'verbose_name_plural': 'where staff are told',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('clock_from', models.DateTimeField(verbose_name='clock runs from')),
                ('step', models.CharField(choices=[('page', 'Raised: help needed now'), ('not_taken', '15 minutes, nobody had taken it'), ('not_spoken', '30 minutes, patient not reached'), ('call', 'Raised: call within 24 hours'), ('not_called', '20 hours, patient not reached')], max_length=10, verbose_name='step')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message')], max_length=5, verbose_name='how')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='journey.alert')),
                ('mail', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='notice', to='accounts.outgoingmail')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['page', 'not_taken', 'not_spoken', 'call', 'not_called'])), name='notice_step_known'), models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms'])), name='notice_channel_known'), models.UniqueConstraint(fields=('alert', 'clock_from', 'step', 'person', 'channel'), name='one_notice_per_occasion_and_channel')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notice',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'alert_id\', \'journey_alert\', \'{}\', \'{}\')', func='RETURN NULL;', hash='4b08865696f38f98dec3195d6ec54e332f4543a0', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_baf21', table='journey_notice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notice',
            trigger=pgtrigger.compiler.Trigger(name='notice_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0296c43afd78ec8bfe01a05d3791a463bb286c33', operation='UPDATE OR DELETE', pgid='pgtrigger_notice_is_append_only_e0c76', table='journey_notice', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='oncallduty',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='74fa6b83dab7ffc97594c02cdbf56e326d3dc9e3', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_788ce', table='journey_oncallduty', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffcontact',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='ba54f249aebf2650e766cadc252902a5567a7755', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_71ccb', table='journey_staffcontact', when='AFTER')),
        ),
    ]
