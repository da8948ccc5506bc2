
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0051_questions_of_patients_and_one_place_for_the_weight'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='harvestrecord',
            name='harvest_record_guidance_known',
        ),
        migrations.RemoveConstraint(
            model_name='harvestrecord',
            name='harvest_record_anticoagulant_type_known',
        ),
        migrations.RemoveConstraint(
            model_name='harvestrecord',
            name='harvest_record_plain_agent_known',
        ),
        migrations.RemoveConstraint(
            model_name='injectionrecord',
            name='injection_record_guidance_known',
        ),
        migrations.RemoveConstraint(
            model_name='injectionrecord',
            name='injection_record_la_agent_known',
        ),
        migrations.RemoveConstraint(
            model_name='injectionrecord',
            name='injection_record_la_site_known',
        ),
        migrations.RemoveConstraint(
            model_name='processingrecord',
            name='processing_record_process_method_known',
        ),
        migrations.AddField(
            model_name='cycle',
            name='tissue_other',
            field=models.CharField(blank=True, max_length=200, verbose_name='which other tissue'),
        ),
        migrations.AddField(
            model_name='encounterrecord',
            name='other_pathway',
            field=models.CharField(blank=True, default='', max_length=120),
        ),
        migrations.AddField(
            model_name='harvestrecord',
            name='anticoagulant_type_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='harvestrecord',
            name='guidance_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='harvestrecord',
            name='plain_agent_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='injectionrecord',
            name='guidance_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='injectionrecord',
            name='la_agent_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='injectionrecord',
            name='la_site_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='processingrecord',
            name='process_method_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.CheckConstraint(condition=models.Q(('tissue_other', ''), ('tissue', 'other'), _connector='OR'), name='cycle_other_tissue_only_of_other', violation_error_message='Say which tissue only where “other tissue” is chosen.'),
        ),
        migrations.AddConstraint(
            model_name='harvestrecord',
            constraint=models.CheckConstraint(condition=models.Q(('guidance__in', ['fluoroscopy', 'landmark', 'other', 'ultrasound', ''])), name='harvest_record_guidance_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='harvestrecord',
            constraint=models.CheckConstraint(condition=models.Q(('anticoagulant_type__in', ['acd_a', 'heparin', 'none', 'other', ''])), name='harvest_record_anticoagulant_type_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='harvestrecord',
            constraint=models.CheckConstraint(condition=models.Q(('plain_agent__in', ['bupivacaine', 'lidocaine', 'mepivacaine', 'none', 'other', 'ropivacaine', ''])), name='harvest_record_plain_agent_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='injectionrecord',
            constraint=models.CheckConstraint(condition=models.Q(('guidance__in', ['both', 'fluoroscopy', 'none', 'other', 'ultrasound', ''])), name='injection_record_guidance_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='injectionrecord',
            constraint=models.CheckConstraint(condition=models.Q(('la_agent__in', ['bupivacaine', 'lidocaine', 'mepivacaine', 'none', 'other', 'ropivacaine', ''])), name='injection_record_la_agent_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='injectionrecord',
            constraint=models.CheckConstraint(condition=models.Q(('la_site__in', ['intra_articular', 'nerve_block', 'other', 'periarticular', 'skin_only', ''])), name='injection_record_la_site_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='processingrecord',
            constraint=models.CheckConstraint(condition=models.Q(('process_method__in', ['bmac_centrifuge', 'culture_expanded', 'mechanical_fat', 'other', 'svf_enzymatic', 'svf_mechanical', 'unprocessed', ''])), name='processing_record_process_method_known', violation_error_message='This is not a choice of its list.'),
        ),
    ]
