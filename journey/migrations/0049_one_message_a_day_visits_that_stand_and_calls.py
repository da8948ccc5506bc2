"""Patients choose one message a day, hear that a visit stands after all, and are called where nothing else reaches them."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_staff_choose_their_own_password'),
        ('journey', '0048_told_of_what_the_clinic_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_channel_known',
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_is_mailed_or_posted',
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_occasion_known',
        ),
        migrations.RemoveIndex(
            model_name='reminder',
            name='reminder_to_send',
        ),
        migrations.AddField(
            model_name='reminderchoice',
            name='daily',
            field=models.BooleanField(default=False, verbose_name='one message a day'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='channel',
            field=models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message'), ('letter', 'Letter'), ('call', 'Phone call')], max_length=6, verbose_name='how'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='occasion',
            field=models.CharField(choices=[('check_in_open', 'Check-in opened'), ('check_in_half_way', 'Check-in, half-way'), ('check_in_closing', 'Check-in closes soon'), ('visit_moved', 'Visit moved by the clinic'), ('visit_week', 'Visit in a week'), ('visit_day', 'Visit in a day'), ('visit_closed', 'Visit cannot be at its time'), ('visit_stands', 'Visit takes place after all'), ('visit_cancelled', 'Visit cancelled by the clinic'), ('visit_missed', 'Visit missed'), ('visit_offer', 'A time is offered'), ('visit_due', 'Visit due, not booked'), ('dates_changed', 'Dates changed')], max_length=20, verbose_name='occasion'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('mail__isnull', True), models.Q(('channel__in', ['letter', 'call']), _negated=True)), fields=['leaves_at'], name='reminder_to_send'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('channel', 'call')), fields=['patient', 'at'], name='call_to_make'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('occasion__in', ['check_in_open', 'check_in_half_way', 'check_in_closing', 'visit_moved', 'visit_week', 'visit_day', 'visit_closed', 'visit_stands', 'visit_cancelled', 'visit_missed', 'visit_offer', 'visit_due', 'dates_changed'])), name='reminder_occasion_known'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms', 'letter', 'call'])), name='reminder_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'letter'), ('mail__isnull', True)), models.Q(('channel', 'call'), ('mail__isnull', True), ('posted_at__isnull', True)), models.Q(models.Q(('channel__in', ['letter', 'call']), _negated=True), ('posted_at__isnull', True)), _connector='OR'), name='reminder_is_mailed_or_posted'),
        ),
    ]
