"""Anaesthetic at the harvest; where an allergy is known from, and who verified it; numbers that the clinic approves."""

import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0046_tumour_reviews_drafts_of_one_alert_and_notices_of_events'),
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
            model_name='clinic',
            name='min_age',
            field=models.PositiveSmallIntegerField(default=18, verbose_name='youngest age, years'),
        ),
        migrations.AddField(
            model_name='clinic',
            name='min_viability_pct',
            field=models.PositiveSmallIntegerField(default=70, verbose_name='viability of cells, at least, %'),
        ),
        migrations.AddField(
            model_name='clinic',
            name='min_viability_pct_expanded',
            field=models.PositiveSmallIntegerField(default=80, verbose_name='viability of culture-expanded cells, at least, %'),
        ),
        migrations.AddField(
            model_name='clinic',
            name='same_day_expiry_h',
            field=models.PositiveSmallIntegerField(default=4, verbose_name='cells of the same day are used within, hours of the harvest'),
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
            model_name='clinic',
            constraint=models.CheckConstraint(condition=models.Q(('min_age__range', (18, 99))), name='clinic_youngest_age_18_to_99', violation_error_message='The youngest age is 18 to 99 years.'),
        ),
        migrations.AddConstraint(
            model_name='clinic',
            constraint=models.CheckConstraint(condition=models.Q(('min_viability_pct__range', (1, 100)), ('min_viability_pct_expanded__range', (1, 100))), name='clinic_viability_1_to_100', violation_error_message='Viability is at least 1 to 100 %.'),
        ),
        migrations.AddConstraint(
            model_name='clinic',
            constraint=models.CheckConstraint(condition=models.Q(('same_day_expiry_h__range', (1, 72))), name='clinic_cells_of_the_day_1_to_72_hours', violation_error_message='Cells of the same day are used within 1 to 72 hours.'),
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
