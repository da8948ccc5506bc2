"""A call that the clock of its alert overtook is kept apart from those that are about what the alert says."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0043_reasons_for_readiness_levels'),
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
    ]
