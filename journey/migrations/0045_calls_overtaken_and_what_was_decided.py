"""Calls that the clock of their alert overtook are kept apart; a closing says what the patient reads."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0044_answers_after_closing'),
    ]

    operations = [
        migrations.AddField(
            model_name='contactattempt',
            name='overtaken',
            field=models.BooleanField(db_default=False, default=False, verbose_name='overtaken'),
        ),
        migrations.AddConstraint(
            model_name='contactattempt',
            constraint=models.CheckConstraint(condition=models.Q(('overtaken', False), ('alert__isnull', False), _connector='OR'), name='contact_overtaken_by_an_alert'),
        ),
        migrations.AddField(
            model_name='alert',
            name='decided',
            field=models.TextField(blank=True, default='', max_length=1000, verbose_name='what the patient reads'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='alertreopening',
            name='decided',
            field=models.TextField(blank=True, default='', max_length=1000, verbose_name='what the patient read'),
            preserve_default=False,
        ),
    ]
