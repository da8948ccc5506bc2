"""How patients are reminded, what of, and the name that messages come from."""

import datetime
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_text_messages'),
        ('journey', '0030_adverse_events_recorded'),
    ]

    operations = [
        migrations.AddField(
            model_name='clinic',
            name='sender_name',
            field=models.CharField(default='Your clinic', help_text='Others may see it on a locked phone: nothing of the body, of an illness or of a treatment.', max_length=60, verbose_name='name that messages come from'),
        ),
        migrations.CreateModel(
            name='ReminderChoice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('by_email', models.BooleanField(default=True, verbose_name='by e-mail')),
                ('by_text', models.BooleanField(default=False, verbose_name='by text message')),
                ('quiet_from', models.TimeField(default=datetime.time(21, 0), verbose_name='quiet from')),
                ('quiet_until', models.TimeField(default=datetime.time(8, 0), verbose_name='quiet until')),
                ('patient', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reminder_choice', to='journey.patient')),
            ],
            options={
                'verbose_name': 'choice of reminders',
                'verbose_name_plural': 'choices of reminders',
                'constraints': [models.CheckConstraint(condition=models.Q(('quiet_from', models.F('quiet_until')), _negated=True), name='quiet_hours_have_an_end', violation_error_message='Choose two different times.')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('occasion', models.CharField(choices=[('check_in_open', 'Check-in opened'), ('check_in_half_way', 'Check-in, half-way'), ('check_in_closing', 'Check-in closes soon'), ('visit_week', 'Visit in a week'), ('visit_day', 'Visit in a day'), ('visit_missed', 'Visit missed')], max_length=20, verbose_name='occasion')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message')], max_length=5, verbose_name='how')),
                ('leaves_at', models.DateTimeField(verbose_name='leaves')),
                ('at', models.DateTimeField(verbose_name='noted')),
                ('check_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='journey.checkin')),
                ('mail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='accounts.outgoingmail')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='journey.patient')),
                ('visit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='journey.appointment')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['leaves_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('mail__isnull', True)), fields=['leaves_at'], name='reminder_to_send')],
                'constraints': [models.CheckConstraint(condition=models.Q(('occasion__in', ['check_in_open', 'check_in_half_way', 'check_in_closing', 'visit_week', 'visit_day', 'visit_missed'])), name='reminder_occasion_known'), models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms'])), name='reminder_channel_known'), models.CheckConstraint(condition=models.Q(models.Q(('check_in__isnull', False), ('visit__isnull', True)), models.Q(('check_in__isnull', True), ('visit__isnull', False)), _connector='OR'), name='reminder_of_one_thing'), models.UniqueConstraint(fields=('check_in', 'occasion', 'channel'), name='one_reminder_per_check_in'), models.UniqueConstraint(fields=('visit', 'occasion', 'channel'), name='one_reminder_per_visit')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminder',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='022193c00063269c6765855b57c41906ea44082d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_0c933', table='journey_reminder', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminderchoice',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='23bc4ba61c3093769ac4f13459d8b1203929b3a1', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_d0a17', table='journey_reminderchoice', when='AFTER')),
        ),
    ]
