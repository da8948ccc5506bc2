"""Patients are told of more that the clinic changes; visits that lapsed or were not marked are found by an index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_staff_choose_their_own_password'),
        ('journey', '0047_anaesthetic_at_harvest_and_who_verified_allergies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_occasion_known',
        ),
        migrations.AlterField(
            model_name='reminder',
            name='occasion',
            field=models.CharField(choices=[('check_in_open', 'Check-in opened'), ('check_in_half_way', 'Check-in, half-way'), ('check_in_closing', 'Check-in closes soon'), ('visit_moved', 'Visit moved by the clinic'), ('visit_week', 'Visit in a week'), ('visit_day', 'Visit in a day'), ('visit_closed', 'Visit cannot be at its time'), ('visit_cancelled', 'Visit cancelled by the clinic'), ('visit_missed', 'Visit missed'), ('visit_offer', 'A time is offered'), ('visit_due', 'Visit due, not booked'), ('dates_changed', 'Dates changed')], max_length=20, verbose_name='occasion'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('offer_ends_at__isnull', False), ('state', 'cancelled_by_clinic'), ('state_by', None)), fields=['offer_ends_at'], name='appointment_offer_lapsed'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('state__in', ['booked', 'confirmed', 'arrived'])), fields=['ends_at'], name='appointment_to_mark'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('occasion__in', ['check_in_open', 'check_in_half_way', 'check_in_closing', 'visit_moved', 'visit_week', 'visit_day', 'visit_closed', 'visit_cancelled', 'visit_missed', 'visit_offer', 'visit_due', 'dates_changed'])), name='reminder_occasion_known'),
        ),
    ]
