"""Anaesthetic at the harvest; who verified an allergy and where it is known from; recalls of numbers not seen yet."""

from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0042_renewed_sign_ins_are_reviewed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='harvestrecord',
            name='plain_agent',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='harvestrecord',
            name='plain_mg',
            field=models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True),
        ),
        migrations.AddConstraint(
            model_name='harvestrecord',
            constraint=models.CheckConstraint(condition=models.Q(('plain_agent__in', ['bupivacaine', 'lidocaine', 'mepivacaine', 'none', 'ropivacaine', ''])), name='harvest_record_plain_agent_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='harvestrecord',
            constraint=models.CheckConstraint(condition=models.Q(('plain_mg__gt', Decimal('0')), ('plain_mg__lte', Decimal('1000'))), name='harvest_record_plain_mg_limits', violation_error_message='This number is outside its limits.'),
        ),
    ]
