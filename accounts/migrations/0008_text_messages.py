"""The outbox holds text messages too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_tickets_and_limits'),
    ]

    operations = [
        migrations.AddField(
            model_name='outgoingmail',
            name='channel',
            field=models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message')], default='email', max_length=5, verbose_name='how'),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='to',
            field=models.CharField(max_length=254, verbose_name='to'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms'])), name='mail_channel_known'),
        ),
    ]
