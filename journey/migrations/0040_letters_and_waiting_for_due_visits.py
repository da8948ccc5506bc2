"""Letters that are printed and posted, and where they go; and who waits for a visit that is due."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_staff_choose_their_own_password'),
        ('journey', '0039_closed_for_part_of_a_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_channel_known',
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_of_one_thing',
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
            model_name='patient',
            name='postal_address',
            field=models.TextField(blank=True, help_text='As on an envelope, without the name.', max_length=300, verbose_name='postal address'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='code',
            field=models.CharField(blank=True, max_length=12, verbose_name='due visit'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='cycle',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='journey.cycle'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='posted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='posted'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='posted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reminderchoice',
            name='by_letter',
            field=models.BooleanField(default=False, verbose_name='by letter'),
        ),
        migrations.AddField(
            model_name='waiting',
            name='code',
            field=models.CharField(blank=True, max_length=12, verbose_name='due visit'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='channel',
            field=models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message'), ('letter', 'Letter')], max_length=6, verbose_name='how'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='occasion',
            field=models.CharField(choices=[('check_in_open', 'Check-in opened'), ('check_in_half_way', 'Check-in, half-way'), ('check_in_closing', 'Check-in closes soon'), ('visit_moved', 'Visit moved by the clinic'), ('visit_week', 'Visit in a week'), ('visit_day', 'Visit in a day'), ('visit_closed', 'Visit cannot be at its time'), ('visit_missed', 'Visit missed'), ('visit_offer', 'An earlier time is free'), ('visit_due', 'Visit due, not booked')], max_length=20, verbose_name='occasion'),
        ),
        migrations.AlterField(
            model_name='waiting',
            name='end',
            field=models.CharField(blank=True, choices=[('left', 'No longer waits'), ('taken', 'Got a time'), ('over', 'The visit or the journey is over')], max_length=5, verbose_name='why it ended'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('mail__isnull', True), models.Q(('channel', 'letter'), _negated=True)), fields=['leaves_at'], name='reminder_to_send'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('channel', 'letter'), ('posted_at__isnull', True)), fields=['leaves_at', 'id'], name='letter_to_post'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('occasion__in', ['check_in_open', 'check_in_half_way', 'check_in_closing', 'visit_moved', 'visit_week', 'visit_day', 'visit_closed', 'visit_missed', 'visit_offer', 'visit_due'])), name='reminder_occasion_known'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms', 'letter'])), name='reminder_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('check_in__isnull', False), ('code', ''), ('cycle__isnull', True), ('visit__isnull', True)), models.Q(('check_in__isnull', True), ('code', ''), ('cycle__isnull', True), ('visit__isnull', False)), models.Q(('check_in__isnull', True), ('cycle__isnull', False), ('visit__isnull', True), models.Q(('code', ''), _negated=True)), _connector='OR'), name='reminder_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('posted_at__isnull', True), ('posted_by__isnull', True)), models.Q(('posted_at__isnull', False), ('posted_by__isnull', False)), _connector='OR'), name='reminder_posted_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'letter'), ('mail__isnull', True)), models.Q(models.Q(('channel', 'letter'), _negated=True), ('posted_at__isnull', True)), _connector='OR'), name='reminder_is_mailed_or_posted'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('cycle', 'code', 'occasion', 'channel'), name='one_reminder_per_due_visit'),
        ),
    ]
