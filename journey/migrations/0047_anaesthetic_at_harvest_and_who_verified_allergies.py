"""Anaesthetic at the harvest; where an allergy is known from, and who verified it."""

import django.db.models.deletion
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
            model_name='allergy',
            name='source',
            field=models.CharField(blank=True, choices=[('patient', 'The patient said so'), ('record', 'Another record'), ('letter', 'A letter')], max_length=8, verbose_name='known from'),
        ),
        migrations.AddField(
            model_name='allergy',
            name='verified_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='verified'),
        ),
        migrations.AddField(
            model_name='allergy',
            name='verified_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
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
            model_name='allergy',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['patient', 'record', 'letter', ''])), name='allergy_source_known'),
        ),
        migrations.AddConstraint(
            model_name='allergy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), ('verified_by__isnull', True)), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False)), _connector='OR'), name='allergy_verified_paired', violation_error_message='A time needs a person, and a person needs a time.'),
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
