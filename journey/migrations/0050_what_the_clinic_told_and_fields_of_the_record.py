"""A signature keeps what the clinic told of itself; lists take “other” and “not known”; dates of what was tried; thawing."""

import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0049_one_message_a_day_visits_that_stand_and_calls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='consent',
            name='consent_is_fixed',
        ),
        migrations.RemoveConstraint(
            model_name='decisionrecord',
            name='decision_record_candidacy_reasons_known',
        ),
        migrations.RemoveConstraint(
            model_name='decisionrecord',
            name='decision_record_alternatives_discussed_known',
        ),
        migrations.RemoveConstraint(
            model_name='decisionrecord',
            name='decision_record_plan_manipulation_known',
        ),
        migrations.RemoveConstraint(
            model_name='historylabsline',
            name='history_labs_virus_screen_known',
        ),
        migrations.RemoveConstraint(
            model_name='historyrecord',
            name='history_record_pregnancy_status_known',
        ),
        migrations.RemoveConstraint(
            model_name='imagingimagesline',
            name='imaging_images_modality_known',
        ),
        migrations.RemoveConstraint(
            model_name='imagingimagesline',
            name='imaging_images_views_known',
        ),
        migrations.RemoveConstraint(
            model_name='visitimagesline',
            name='visit_images_modality_known',
        ),
        migrations.RemoveConstraint(
            model_name='visitimagesline',
            name='visit_images_views_known',
        ),
        migrations.RemoveConstraint(
            model_name='visitrecord',
            name='visit_record_other_treatment_since_known',
        ),
        migrations.AddField(
            model_name='consent',
            name='about_us',
            field=models.JSONField(default=dict, verbose_name='what the clinic told of itself'),
        ),
        migrations.AddField(
            model_name='decisionrecord',
            name='alternatives_discussed_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='decisionrecord',
            name='candidacy_reasons_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='decisionrecord',
            name='plan_manipulation_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='imagingimagesline',
            name='modality_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='imagingimagesline',
            name='views_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='problemrecord',
            name='hyaluronic_injection_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='problemrecord',
            name='prp_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='problemrecord',
            name='surgery_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='processingrecord',
            name='post_thaw_viability_pct',
            field=models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True),
        ),
        migrations.AddField(
            model_name='processingrecord',
            name='thaw_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='visitimagesline',
            name='modality_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='visitimagesline',
            name='views_other',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='consent_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."cycle_id" IS DISTINCT FROM (NEW."cycle_id") OR OLD."text_id" IS DISTINCT FROM (NEW."text_id") OR OLD."method" IS DISTINCT FROM (NEW."method") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."lines" IS DISTINCT FROM (NEW."lines") OR OLD."plan" IS DISTINCT FROM (NEW."plan") OR OLD."about_us" IS DISTINCT FROM (NEW."about_us") OR OLD."repeat_donor" IS DISTINCT FROM (NEW."repeat_donor") OR OLD."harvests_before" IS DISTINCT FROM (NEW."harvests_before") OR OLD."left_over_cells" IS DISTINCT FROM (NEW."left_over_cells") OR OLD."research" IS DISTINCT FROM (NEW."research") OR OLD."photos" IS DISTINCT FROM (NEW."photos") OR OLD."token" IS DISTINCT FROM (NEW."token") OR OLD."signed_at" IS DISTINCT FROM (NEW."signed_at") OR OLD."cooling_off_days" IS DISTINCT FROM (NEW."cooling_off_days") OR OLD."thinking_ends_at" IS DISTINCT FROM (NEW."thinking_ends_at") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4553763e019dfde738995cc46f2f6de9854e7bea', operation='UPDATE', pgid='pgtrigger_consent_is_fixed_bb4a3', table='journey_consent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='decisionrecord',
            constraint=models.CheckConstraint(condition=models.Q(('candidacy_reasons__contained_by', ['active_infection', 'allergy_no_substitute', 'anaemia', 'better_option_exists', 'bleeding_disorder_uncontrolled', 'cancer_within_5y', 'current_cancer', 'diabetes_poor_control', 'diagnosis_fits', 'eaton_4_or_kl_4', 'expectations_not_realistic', 'failed_usual_care', 'immunosuppressed', 'inr_high', 'mental_health_or_pressure', 'no_capacity_or_no_consent', 'other', 'patient_choice_informed', 'pregnant_or_breastfeeding', 'prior_donor_cells', 'skin_problem_at_site', 'steroid_injection_same_joint_84d', 'too_advanced', 'too_mild', 'under_18', 'unstable_heart_or_lung', 'wrong_diagnosis'])), name='decision_record_candidacy_reasons_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='decisionrecord',
            constraint=models.CheckConstraint(condition=models.Q(('alternatives_discussed__contained_by', ['clinical_trial', 'hand_therapy', 'no_treatment', 'other', 'pain_medicine', 'splint', 'steroid_injection', 'surgery'])), name='decision_record_alternatives_discussed_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='decisionrecord',
            constraint=models.CheckConstraint(condition=models.Q(('plan_manipulation__in', ['culture_expanded', 'enzymatic_svf', 'mechanical_fat', 'other', 'same_day_concentrate', ''])), name='decision_record_plan_manipulation_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='historylabsline',
            constraint=models.CheckConstraint(condition=models.Q(('virus_screen__in', ['negative', 'not_done', 'pending', 'positive', 'unknown', ''])), name='history_labs_virus_screen_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='historyrecord',
            constraint=models.CheckConstraint(condition=models.Q(('pregnancy_status__in', ['breastfeeding', 'not_applicable', 'not_pregnant', 'possible', 'pregnant', 'unknown', ''])), name='history_record_pregnancy_status_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='imagingimagesline',
            constraint=models.CheckConstraint(condition=models.Q(('modality__in', ['ct', 'mri', 'none', 'other', 'ultrasound', 'xray', ''])), name='imaging_images_modality_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='imagingimagesline',
            constraint=models.CheckConstraint(condition=models.Q(('views__contained_by', ['bett_gedda', 'lateral', 'oblique', 'other', 'pa', 'robert', 'stress'])), name='imaging_images_views_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='processingrecord',
            constraint=models.CheckConstraint(condition=models.Q(('post_thaw_viability_pct__gte', Decimal('0')), ('post_thaw_viability_pct__lte', Decimal('100'))), name='processing_record_post_thaw_viability_pct_limits', violation_error_message='This number is outside its limits.'),
        ),
        migrations.AddConstraint(
            model_name='visitimagesline',
            constraint=models.CheckConstraint(condition=models.Q(('modality__in', ['ct', 'mri', 'none', 'other', 'ultrasound', 'xray', ''])), name='visit_images_modality_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='visitimagesline',
            constraint=models.CheckConstraint(condition=models.Q(('views__contained_by', ['bett_gedda', 'lateral', 'oblique', 'other', 'pa', 'robert', 'stress'])), name='visit_images_views_known', violation_error_message='This is not a choice of its list.'),
        ),
        migrations.AddConstraint(
            model_name='visitrecord',
            constraint=models.CheckConstraint(condition=models.Q(('other_treatment_since__contained_by', ['none', 'other', 'other_cells', 'steroid', 'surgery', 'unknown'])), name='visit_record_other_treatment_since_known', violation_error_message='This is not a choice of its list.'),
        ),
    ]
