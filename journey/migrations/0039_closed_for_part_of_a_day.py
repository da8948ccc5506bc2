"""Closed for a part of a day, or in one room; since when; and who was told that a visit cannot be at its time."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_text_messages'),
        ('journey', '0038_bench_cases_and_reasons'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='contactattempt',
            name='contact_purpose_known',
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_occasion_known',
        ),
        migrations.AddField(
            model_name='closure',
            name='entered_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='entered'),
        ),
        migrations.AddField(
            model_name='closure',
            name='entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='closure',
            name='from_clock',
            field=models.TimeField(blank=True, null=True, verbose_name='from, on the first day'),
        ),
        migrations.AddField(
            model_name='closure',
            name='opened_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='opened again'),
        ),
        migrations.AddField(
            model_name='closure',
            name='opened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='closure',
            name='room',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='journey.room', verbose_name='room'),
        ),
        migrations.AddField(
            model_name='closure',
            name='to_clock',
            field=models.TimeField(blank=True, null=True, verbose_name='until, on the last day'),
        ),
        migrations.AddField(
            model_name='contactattempt',
            name='visit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contact_attempts', to='journey.appointment'),
        ),
        migrations.AddField(
            model_name='leave',
            name='entered_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='entered'),
        ),
        migrations.AddField(
            model_name='leave',
            name='entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='contactattempt',
            name='purpose',
            field=models.CharField(choices=[('alert', 'Alert'), ('call_48_72h', 'Call after 48 to 72 hours'), ('silence', 'Silence'), ('new_time', 'A visit that needs another time'), ('other', 'Other')], max_length=12, verbose_name='what for'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='occasion',
            field=models.CharField(choices=[('check_in_open', 'Check-in opened'), ('check_in_half_way', 'Check-in, half-way'), ('check_in_closing', 'Check-in closes soon'), ('visit_moved', 'Visit moved by the clinic'), ('visit_week', 'Visit in a week'), ('visit_day', 'Visit in a day'), ('visit_closed', 'Visit cannot be at its time'), ('visit_missed', 'Visit missed'), ('visit_offer', 'An earlier time is free')], max_length=20, verbose_name='occasion'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=models.Q(('from_clock__isnull', True), ('to_clock__isnull', True), ('last__gt', models.F('first')), ('to_clock__gt', models.F('from_clock')), _connector='OR'), name='closure_of_one_day_ends_after_start', violation_error_message='The closed time must end after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=models.Q(('to_clock__isnull', True), ('to_clock__gt', datetime.time(0, 0)), _connector='OR'), name='closure_until_a_time_of_its_last_day', violation_error_message='The closed time must end after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=models.Q(('room__isnull', True), ('site__isnull', False), _connector='OR'), name='closure_of_a_room_knows_its_site'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entered_at__isnull', True), ('entered_by__isnull', True)), models.Q(('entered_at__isnull', False), ('entered_by__isnull', False)), _connector='OR'), name='closure_entered_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('opened_at__isnull', True), ('opened_by__isnull', True)), models.Q(('opened_at__isnull', False), ('opened_by__isnull', False)), _connector='OR'), name='closure_opened_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='contactattempt',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['alert', 'call_48_72h', 'silence', 'new_time', 'other'])), name='contact_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='contactattempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('purpose', 'new_time'), ('visit__isnull', False)), models.Q(models.Q(('purpose', 'new_time'), _negated=True), ('visit__isnull', True)), _connector='OR'), name='contact_about_a_visit_knows_which'),
        ),
        migrations.AddConstraint(
            model_name='leave',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entered_at__isnull', True), ('entered_by__isnull', True)), models.Q(('entered_at__isnull', False), ('entered_by__isnull', False)), _connector='OR'), name='leave_entered_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('occasion__in', ['check_in_open', 'check_in_half_way', 'check_in_closing', 'visit_moved', 'visit_week', 'visit_day', 'visit_closed', 'visit_missed', 'visit_offer'])), name='reminder_occasion_known'),
        ),
    ]
