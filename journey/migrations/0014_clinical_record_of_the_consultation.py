"""The clinical record of the consultation: a table for each section, one for each group of lines."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


# Whose a row of this table is: a section of the clinical record belongs to the patient of its session. The tables to
# come are known by their name, so that a new section needs no new function.
WHOSE = """
create or replace function public.trace_patient(tbl text, key uuid) returns uuid language plpgsql stable
set search_path = pg_catalog, public, pg_temp as $$
declare
    patient uuid;
begin
    case tbl
        when 'journey_patient' then
            return (select id from public.journey_patient where id = key);
        when 'journey_journey' then
            return (select patient_id from public.journey_journey where id = key);
        when 'journey_cycle' then
            return (
                select j.patient_id from public.journey_cycle c join public.journey_journey j on j.id = c.journey_id
                where c.id = key
            );
        when 'journey_stage' then
            return (
                select j.patient_id from public.journey_stage s join public.journey_cycle c on c.id = s.cycle_id
                join public.journey_journey j on j.id = c.journey_id where s.id = key
            );
        when 'journey_checkin' then
            return (
                select j.patient_id from public.journey_checkin i join public.journey_journey j on j.id = i.journey_id
                where i.id = key
            );
        when 'journey_submission' then
            return (
                select j.patient_id from public.journey_submission s
                join public.journey_journey j on j.id = s.journey_id where s.id = key
            );
        when 'journey_alert' then
            return (select patient_id from public.journey_alert where id = key);
        when 'journey_appointment' then
            return (select patient_id from public.journey_appointment where id = key);
        when 'journey_openedrecord' then
            return (select patient_id from public.journey_openedrecord where id = key);
        when 'journey_caregiver' then
            return (select patient_id from public.journey_caregiver where id = key);
        when 'journey_datarequest' then
            return (select patient_id from public.journey_datarequest where id = key);
        else
            if tbl ~ '^journey_[a-z]+record$' then
                execute format(
                    'select j.patient_id from public.%I r join public.journey_cycle c on c.id = r.cycle_id '
                    'join public.journey_journey j on j.id = c.journey_id where r.id = $1', tbl
                ) into patient using key;
                return patient;
            end if;
            raise exception 'nobody knows whose a row of % is', tbl;
    end case;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0013_requests_of_patients'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
                ('seen', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('candidacy', models.CharField(blank=True, default='', max_length=40)),
                ('candidacy_reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('alternatives_discussed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('plan_manipulation', models.CharField(blank=True, default='', max_length=40)),
                ('risks_discussed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('effect_uncertain_discussed', models.BooleanField(blank=True, null=True)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.cycle')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'part of the clinical record',
                'verbose_name_plural': 'parts of the clinical record',
                'constraints': [models.UniqueConstraint(fields=('cycle', 'number'), name='decision_record_once_per_session'), models.CheckConstraint(condition=models.Q(('number', 1)), name='decision_record_is_the_only_one'), models.CheckConstraint(condition=models.Q(('candidacy__in', ['candidate', 'deferred', 'needs_information', 'not_candidate', ''])), name='decision_record_candidacy_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('candidacy_reasons__contained_by', ['active_infection', 'allergy_no_substitute', 'anaemia', 'better_option_exists', 'bleeding_disorder_uncontrolled', 'cancer_within_5y', 'current_cancer', 'diabetes_poor_control', 'diagnosis_fits', 'eaton_4_or_kl_4', 'expectations_not_realistic', 'failed_usual_care', 'immunosuppressed', 'inr_high', 'mental_health_or_pressure', 'no_capacity_or_no_consent', 'patient_choice_informed', 'pregnant_or_breastfeeding', 'prior_donor_cells', 'skin_problem_at_site', 'steroid_injection_same_joint_84d', 'too_advanced', 'too_mild', 'under_18', 'unstable_heart_or_lung', 'wrong_diagnosis'])), name='decision_record_candidacy_reasons_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('alternatives_discussed__contained_by', ['clinical_trial', 'hand_therapy', 'no_treatment', 'pain_medicine', 'splint', 'steroid_injection', 'surgery'])), name='decision_record_alternatives_discussed_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('plan_manipulation__in', ['culture_expanded', 'enzymatic_svf', 'mechanical_fat', 'same_day_concentrate', ''])), name='decision_record_plan_manipulation_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('risks_discussed__contained_by', ['allergic_reaction', 'discomfort', 'immune_response', 'infection', 'localised_pain', 'persistent_or_severe_inflammation', 'swelling', 'temporary_inflammation', 'tumour_formation'])), name='decision_record_risks_discussed_known', violation_error_message='This is not a choice of its list.')],
            },
        ),
        migrations.CreateModel(
            name='DecisionQuestionsLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('question', models.TextField(blank=True, default='', max_length=2000)),
                ('answer', models.TextField(blank=True, default='', max_length=2000)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='journey.decisionrecord')),
            ],
            options={
                'verbose_name': 'line of the clinical record',
                'verbose_name_plural': 'lines of the clinical record',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('record', 'place'), name='decision_questions_in_order')],
            },
        ),
        migrations.CreateModel(
            name='EncounterRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
                ('seen', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('mode', models.CharField(blank=True, default='', max_length=40)),
                ('clinician_role', models.CharField(blank=True, default='', max_length=40)),
                ('clinician_role_other', models.CharField(blank=True, default='', max_length=200)),
                ('registration_no', models.CharField(blank=True, default='', max_length=40)),
                ('cell_procedures_total', models.SmallIntegerField(blank=True, null=True)),
                ('cell_procedures_last_12m', models.SmallIntegerField(blank=True, null=True)),
                ('regulatory_pathway', models.CharField(blank=True, default='', max_length=40)),
                ('trial_id', models.CharField(blank=True, default='', max_length=20)),
                ('ethics_ref', models.CharField(blank=True, default='', max_length=120)),
                ('clinician', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.cycle')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'part of the clinical record',
                'verbose_name_plural': 'parts of the clinical record',
                'constraints': [models.UniqueConstraint(fields=('cycle', 'number'), name='encounter_record_once_per_session'), models.CheckConstraint(condition=models.Q(('number', 1)), name='encounter_record_is_the_only_one'), models.CheckConstraint(condition=models.Q(('mode__in', ['in_person', 'phone', 'video', ''])), name='encounter_record_mode_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('clinician_role__in', ['hand_surgeon', 'orthopaedic_surgeon', 'other', 'pain_physician', 'regenerative_medicine_physician', 'rehabilitation_physician', 'rheumatologist', 'sports_medicine', ''])), name='encounter_record_clinician_role_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('cell_procedures_total__gte', 0), ('cell_procedures_total__lte', 9999)), name='encounter_record_cell_procedures_total_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('cell_procedures_last_12m__gte', 0), ('cell_procedures_last_12m__lte', 9999)), name='encounter_record_cell_procedures_last_12m_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('regulatory_pathway__in', ['approved_product', 'clinical_trial', 'hospital_exemption', 'local_law_unapproved_use', 'other_unapproved', 'same_procedure_minimal_manipulation', ''])), name='encounter_record_regulatory_pathway_known', violation_error_message='This is not a choice of its list.')],
            },
        ),
        migrations.CreateModel(
            name='ExaminationRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
                ('seen', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('swelling', models.SmallIntegerField(blank=True, null=True)),
                ('tender_joints', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('grind_test', models.CharField(blank=True, default='', max_length=40)),
                ('finkelstein', models.CharField(blank=True, default='', max_length=40)),
                ('trigger_grade', models.SmallIntegerField(blank=True, null=True)),
                ('instability', models.BooleanField(blank=True, null=True)),
                ('skin_intact', models.BooleanField(blank=True, null=True)),
                ('neurovascular_ok', models.BooleanField(blank=True, null=True)),
                ('kapandji', models.SmallIntegerField(blank=True, null=True)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.cycle')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'part of the clinical record',
                'verbose_name_plural': 'parts of the clinical record',
                'constraints': [models.UniqueConstraint(fields=('cycle', 'number'), name='examination_record_once_per_session'), models.CheckConstraint(condition=models.Q(('number', 1)), name='examination_record_is_the_only_one'), models.CheckConstraint(condition=models.Q(('swelling__gte', 0), ('swelling__lte', 3)), name='examination_record_swelling_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('tender_joints__contained_by', ['L-A1_1', 'L-A1_2', 'L-A1_3', 'L-A1_4', 'L-A1_5', 'L-CMC1', 'L-DIP2', 'L-DIP3', 'L-DIP4', 'L-DIP5', 'L-DORSAL1', 'L-DRUJ', 'L-IP1', 'L-MCP1', 'L-MCP2', 'L-MCP3', 'L-MCP4', 'L-MCP5', 'L-MIDCARPAL', 'L-PIP2', 'L-PIP3', 'L-PIP4', 'L-PIP5', 'L-RADIOCARPAL', 'L-STT', 'L-TFCC', 'L-UCL1', 'R-A1_1', 'R-A1_2', 'R-A1_3', 'R-A1_4', 'R-A1_5', 'R-CMC1', 'R-DIP2', 'R-DIP3', 'R-DIP4', 'R-DIP5', 'R-DORSAL1', 'R-DRUJ', 'R-IP1', 'R-MCP1', 'R-MCP2', 'R-MCP3', 'R-MCP4', 'R-MCP5', 'R-MIDCARPAL', 'R-PIP2', 'R-PIP3', 'R-PIP4', 'R-PIP5', 'R-RADIOCARPAL', 'R-STT', 'R-TFCC', 'R-UCL1'])), name='examination_record_tender_joints_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('grind_test__in', ['neg', 'not_done', 'pos', ''])), name='examination_record_grind_test_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('finkelstein__in', ['neg', 'not_done', 'pos', ''])), name='examination_record_finkelstein_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('trigger_grade__gte', 0), ('trigger_grade__lte', 4)), name='examination_record_trigger_grade_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('kapandji__gte', 0), ('kapandji__lte', 10)), name='examination_record_kapandji_limits', violation_error_message='This number is outside its limits.')],
            },
        ),
        migrations.CreateModel(
            name='ExaminationMovementLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('joint', models.CharField(blank=True, default='', max_length=40)),
                ('movement', models.CharField(blank=True, default='', max_length=40)),
                ('degrees', models.SmallIntegerField(blank=True, null=True)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movement', to='journey.examinationrecord')),
            ],
            options={
                'verbose_name': 'line of the clinical record',
                'verbose_name_plural': 'lines of the clinical record',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('record', 'place'), name='examination_movement_in_order'), models.CheckConstraint(condition=models.Q(('joint__in', ['L-A1_1', 'L-A1_2', 'L-A1_3', 'L-A1_4', 'L-A1_5', 'L-CMC1', 'L-DIP2', 'L-DIP3', 'L-DIP4', 'L-DIP5', 'L-DORSAL1', 'L-DRUJ', 'L-IP1', 'L-MCP1', 'L-MCP2', 'L-MCP3', 'L-MCP4', 'L-MCP5', 'L-MIDCARPAL', 'L-PIP2', 'L-PIP3', 'L-PIP4', 'L-PIP5', 'L-RADIOCARPAL', 'L-STT', 'L-TFCC', 'L-UCL1', 'R-A1_1', 'R-A1_2', 'R-A1_3', 'R-A1_4', 'R-A1_5', 'R-CMC1', 'R-DIP2', 'R-DIP3', 'R-DIP4', 'R-DIP5', 'R-DORSAL1', 'R-DRUJ', 'R-IP1', 'R-MCP1', 'R-MCP2', 'R-MCP3', 'R-MCP4', 'R-MCP5', 'R-MIDCARPAL', 'R-PIP2', 'R-PIP3', 'R-PIP4', 'R-PIP5', 'R-RADIOCARPAL', 'R-STT', 'R-TFCC', 'R-UCL1', ''])), name='examination_movement_joint_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('movement__in', ['ip_extension', 'ip_flexion', 'mcp_extension', 'mcp_flexion', 'thumb_palmar_abduction', 'thumb_radial_abduction', 'wrist_extension', 'wrist_flexion', ''])), name='examination_movement_movement_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('degrees__gte', -90), ('degrees__lte', 180)), name='examination_movement_degrees_limits', violation_error_message='This number is outside its limits.')],
            },
        ),
        migrations.CreateModel(
            name='ExaminationStrengthLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('measure', models.CharField(blank=True, default='', max_length=40)),
                ('hand', models.CharField(blank=True, default='', max_length=40)),
                ('trial_1', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('trial_2', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('trial_3', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('device', models.CharField(blank=True, default='', max_length=120)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strength', to='journey.examinationrecord')),
            ],
            options={
                'verbose_name': 'line of the clinical record',
                'verbose_name_plural': 'lines of the clinical record',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('record', 'place'), name='examination_strength_in_order'), models.CheckConstraint(condition=models.Q(('measure__in', ['grip', 'pinch_key', 'pinch_tip', 'pinch_tripod', ''])), name='examination_strength_measure_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('hand__in', ['left', 'right', ''])), name='examination_strength_hand_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('trial_1__gte', Decimal('0')), ('trial_1__lte', Decimal('100'))), name='examination_strength_trial_1_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('trial_2__gte', Decimal('0')), ('trial_2__lte', Decimal('100'))), name='examination_strength_trial_2_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('trial_3__gte', Decimal('0')), ('trial_3__lte', Decimal('100'))), name='examination_strength_trial_3_limits', violation_error_message='This number is outside its limits.')],
            },
        ),
        migrations.CreateModel(
            name='HistoryRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
                ('seen', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('history', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('history_other', models.CharField(blank=True, default='', max_length=200)),
                ('pregnancy_status', models.CharField(blank=True, default='', max_length=40)),
                ('asa_class', models.SmallIntegerField(blank=True, null=True)),
                ('prior_allogeneic_exposure', models.BooleanField(blank=True, null=True)),
                ('prior_allogeneic_on', models.DateField(blank=True, null=True)),
                ('takes_medicines', models.BooleanField(blank=True, null=True)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.cycle')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'part of the clinical record',
                'verbose_name_plural': 'parts of the clinical record',
                'constraints': [models.UniqueConstraint(fields=('cycle', 'number'), name='history_record_once_per_session'), models.CheckConstraint(condition=models.Q(('number', 1)), name='history_record_is_the_only_one'), models.CheckConstraint(condition=models.Q(('history__contained_by', ['anaemia', 'bleeding_problem', 'blood_clot', 'cancer', 'could_be_pregnant', 'diabetes', 'dialysis', 'earlier_cell_treatment', 'heart_or_lung', 'immune_problem', 'implant_in_joint', 'infection_now', 'inflammatory_arthritis', 'neutropenia', 'none', 'other', 'transplant'])), name='history_record_history_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('pregnancy_status__in', ['breastfeeding', 'not_applicable', 'not_pregnant', 'possible', 'pregnant', ''])), name='history_record_pregnancy_status_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('asa_class__gte', 1), ('asa_class__lte', 5)), name='history_record_asa_class_limits', violation_error_message='This number is outside its limits.')],
            },
        ),
        migrations.CreateModel(
            name='HistoryMedicinesLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('name', models.CharField(blank=True, default='', max_length=120)),
                ('drug_class', models.CharField(blank=True, default='', max_length=40)),
                ('drug_class_other', models.CharField(blank=True, default='', max_length=200)),
                ('dose', models.CharField(blank=True, default='', max_length=60)),
                ('schedule', models.CharField(blank=True, default='', max_length=60)),
                ('indication', models.CharField(blank=True, default='', max_length=120)),
                ('prescriber', models.CharField(blank=True, default='', max_length=120)),
                ('can_hold', models.CharField(blank=True, default='', max_length=40)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='medicines', to='journey.historyrecord')),
            ],
            options={
                'verbose_name': 'line of the clinical record',
                'verbose_name_plural': 'lines of the clinical record',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('record', 'place'), name='history_medicines_in_order'), models.CheckConstraint(condition=models.Q(('drug_class__in', ['antibiotic', 'anticoag_doac', 'anticoag_warfarin', 'antiplatelet', 'aspirin_cardiac', 'biologic', 'corticosteroid_injection', 'corticosteroid_oral', 'dmard', 'glp1_agonist', 'heparin', 'immunosuppressant', 'nsaid_oral', 'nsaid_topical', 'opioid', 'other', 'paracetamol', 'sedative', 'supplement_bleeding', ''])), name='history_medicines_drug_class_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('can_hold__in', ['ask_prescriber', 'no', 'yes', ''])), name='history_medicines_can_hold_known', violation_error_message='This is not a choice of its list.')],
            },
        ),
        migrations.CreateModel(
            name='HistoryLabsLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('taken_on', models.DateField(blank=True, null=True)),
                ('haemoglobin', models.SmallIntegerField(blank=True, null=True)),
                ('platelets', models.SmallIntegerField(blank=True, null=True)),
                ('inr', models.DecimalField(blank=True, decimal_places=1, max_digits=3, null=True)),
                ('hba1c', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('crp', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('egfr', models.SmallIntegerField(blank=True, null=True)),
                ('virus_screen', models.CharField(blank=True, default='', max_length=40)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='labs', to='journey.historyrecord')),
            ],
            options={
                'verbose_name': 'line of the clinical record',
                'verbose_name_plural': 'lines of the clinical record',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('record', 'place'), name='history_labs_in_order'), models.CheckConstraint(condition=models.Q(('haemoglobin__gte', 30), ('haemoglobin__lte', 250)), name='history_labs_haemoglobin_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('platelets__gte', 1), ('platelets__lte', 2000)), name='history_labs_platelets_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('inr__gte', Decimal('0')), ('inr__lte', Decimal('20'))), name='history_labs_inr_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('hba1c__gte', Decimal('10')), ('hba1c__lte', Decimal('200'))), name='history_labs_hba1c_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('crp__gte', Decimal('0')), ('crp__lte', Decimal('600'))), name='history_labs_crp_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('egfr__gte', 0), ('egfr__lte', 200)), name='history_labs_egfr_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('virus_screen__in', ['negative', 'pending', 'positive', ''])), name='history_labs_virus_screen_known', violation_error_message='This is not a choice of its list.')],
            },
        ),
        migrations.CreateModel(
            name='ImagingRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
                ('seen', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.cycle')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'part of the clinical record',
                'verbose_name_plural': 'parts of the clinical record',
                'constraints': [models.UniqueConstraint(fields=('cycle', 'number'), name='imaging_record_once_per_session'), models.CheckConstraint(condition=models.Q(('number', 1)), name='imaging_record_is_the_only_one')],
            },
        ),
        migrations.CreateModel(
            name='ImagingImagesLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('modality', models.CharField(blank=True, default='', max_length=40)),
                ('none_reason', models.CharField(blank=True, default='', max_length=120)),
                ('imaged_on', models.DateField(blank=True, null=True)),
                ('views', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('findings', models.TextField(blank=True, default='', max_length=2000)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='images', to='journey.imagingrecord')),
            ],
            options={
                'verbose_name': 'line of the clinical record',
                'verbose_name_plural': 'lines of the clinical record',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('record', 'place'), name='imaging_images_in_order'), models.CheckConstraint(condition=models.Q(('modality__in', ['ct', 'mri', 'none', 'ultrasound', 'xray', ''])), name='imaging_images_modality_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('views__contained_by', ['bett_gedda', 'lateral', 'oblique', 'pa', 'robert', 'stress'])), name='imaging_images_views_known', violation_error_message='This is not a choice of its list.')],
            },
        ),
        migrations.CreateModel(
            name='ImagingGradesLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('joint', models.CharField(blank=True, default='', max_length=40)),
                ('kl_grade', models.SmallIntegerField(blank=True, null=True)),
                ('eaton_stage', models.CharField(blank=True, default='', max_length=40)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='journey.imagingrecord')),
            ],
            options={
                'verbose_name': 'line of the clinical record',
                'verbose_name_plural': 'lines of the clinical record',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('record', 'place'), name='imaging_grades_in_order'), models.CheckConstraint(condition=models.Q(('joint__in', ['L-A1_1', 'L-A1_2', 'L-A1_3', 'L-A1_4', 'L-A1_5', 'L-CMC1', 'L-DIP2', 'L-DIP3', 'L-DIP4', 'L-DIP5', 'L-DORSAL1', 'L-DRUJ', 'L-IP1', 'L-MCP1', 'L-MCP2', 'L-MCP3', 'L-MCP4', 'L-MCP5', 'L-MIDCARPAL', 'L-PIP2', 'L-PIP3', 'L-PIP4', 'L-PIP5', 'L-RADIOCARPAL', 'L-STT', 'L-TFCC', 'L-UCL1', 'R-A1_1', 'R-A1_2', 'R-A1_3', 'R-A1_4', 'R-A1_5', 'R-CMC1', 'R-DIP2', 'R-DIP3', 'R-DIP4', 'R-DIP5', 'R-DORSAL1', 'R-DRUJ', 'R-IP1', 'R-MCP1', 'R-MCP2', 'R-MCP3', 'R-MCP4', 'R-MCP5', 'R-MIDCARPAL', 'R-PIP2', 'R-PIP3', 'R-PIP4', 'R-PIP5', 'R-RADIOCARPAL', 'R-STT', 'R-TFCC', 'R-UCL1', ''])), name='imaging_grades_joint_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('kl_grade__gte', 0), ('kl_grade__lte', 4)), name='imaging_grades_kl_grade_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('eaton_stage__in', ['I', 'II', 'III', 'IV', ''])), name='imaging_grades_eaton_stage_known', violation_error_message='This is not a choice of its list.')],
            },
        ),
        migrations.CreateModel(
            name='ProblemRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
                ('seen', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('dominant_hand', models.CharField(blank=True, default='', max_length=40)),
                ('symptom_months', models.SmallIntegerField(blank=True, null=True)),
                ('pain_worst_24h', models.SmallIntegerField(blank=True, null=True)),
                ('pain_avg_7d', models.SmallIntegerField(blank=True, null=True)),
                ('pain_rest', models.SmallIntegerField(blank=True, null=True)),
                ('pain_use', models.SmallIntegerField(blank=True, null=True)),
                ('prior_treatments', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('prior_treatments_other', models.CharField(blank=True, default='', max_length=200)),
                ('steroid_injection_on', models.DateField(blank=True, null=True)),
                ('steroid_injection_joint', models.CharField(blank=True, default='', max_length=40)),
                ('cell_therapy_on', models.DateField(blank=True, null=True)),
                ('cell_therapy_source', models.CharField(blank=True, default='', max_length=40)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.cycle')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'part of the clinical record',
                'verbose_name_plural': 'parts of the clinical record',
                'constraints': [models.UniqueConstraint(fields=('cycle', 'number'), name='problem_record_once_per_session'), models.CheckConstraint(condition=models.Q(('number', 1)), name='problem_record_is_the_only_one'), models.CheckConstraint(condition=models.Q(('dominant_hand__in', ['both', 'left', 'right', ''])), name='problem_record_dominant_hand_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('symptom_months__gte', 0), ('symptom_months__lte', 720)), name='problem_record_symptom_months_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('pain_worst_24h__gte', 0), ('pain_worst_24h__lte', 10)), name='problem_record_pain_worst_24h_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('pain_avg_7d__gte', 0), ('pain_avg_7d__lte', 10)), name='problem_record_pain_avg_7d_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('pain_rest__gte', 0), ('pain_rest__lte', 10)), name='problem_record_pain_rest_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('pain_use__gte', 0), ('pain_use__lte', 10)), name='problem_record_pain_use_limits', violation_error_message='This number is outside its limits.'), models.CheckConstraint(condition=models.Q(('prior_treatments__contained_by', ['cell_therapy', 'hand_therapy', 'hyaluronic_injection', 'none', 'oral_nsaid', 'other', 'paracetamol', 'prp', 'splint', 'steroid_injection', 'surgery', 'topical_nsaid'])), name='problem_record_prior_treatments_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('steroid_injection_joint__in', ['L-A1_1', 'L-A1_2', 'L-A1_3', 'L-A1_4', 'L-A1_5', 'L-CMC1', 'L-DIP2', 'L-DIP3', 'L-DIP4', 'L-DIP5', 'L-DORSAL1', 'L-DRUJ', 'L-IP1', 'L-MCP1', 'L-MCP2', 'L-MCP3', 'L-MCP4', 'L-MCP5', 'L-MIDCARPAL', 'L-PIP2', 'L-PIP3', 'L-PIP4', 'L-PIP5', 'L-RADIOCARPAL', 'L-STT', 'L-TFCC', 'L-UCL1', 'R-A1_1', 'R-A1_2', 'R-A1_3', 'R-A1_4', 'R-A1_5', 'R-CMC1', 'R-DIP2', 'R-DIP3', 'R-DIP4', 'R-DIP5', 'R-DORSAL1', 'R-DRUJ', 'R-IP1', 'R-MCP1', 'R-MCP2', 'R-MCP3', 'R-MCP4', 'R-MCP5', 'R-MIDCARPAL', 'R-PIP2', 'R-PIP3', 'R-PIP4', 'R-PIP5', 'R-RADIOCARPAL', 'R-STT', 'R-TFCC', 'R-UCL1', ''])), name='problem_record_steroid_injection_joint_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('cell_therapy_source__in', ['allogeneic', 'autologous', 'unknown', ''])), name='problem_record_cell_therapy_source_known', violation_error_message='This is not a choice of its list.')],
            },
        ),
        migrations.CreateModel(
            name='ProblemDiagnosesLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('condition', models.CharField(blank=True, default='', max_length=40)),
                ('condition_other', models.CharField(blank=True, default='', max_length=200)),
                ('certainty', models.CharField(blank=True, default='', max_length=40)),
                ('laterality', models.CharField(blank=True, default='', max_length=40)),
                ('joints', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('icd_code', models.CharField(blank=True, default='', max_length=8)),
                ('snomed_id', models.CharField(blank=True, default='', max_length=18)),
                ('is_primary', models.BooleanField(blank=True, null=True)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='diagnoses', to='journey.problemrecord')),
            ],
            options={
                'verbose_name': 'line of the clinical record',
                'verbose_name_plural': 'lines of the clinical record',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('record', 'place'), name='problem_diagnoses_in_order'), models.UniqueConstraint(condition=models.Q(('is_primary', True)), fields=('record',), name='problem_diagnoses_one_is_primary'), models.CheckConstraint(condition=models.Q(('condition__in', ['cmc1_oa', 'de_quervain', 'finger_oa', 'hand_pain_nos', 'hand_tendonitis', 'ligament_injury', 'other', 'post_traumatic_oa', 'ra_hand', 'trigger_digit', 'wrist_oa', ''])), name='problem_diagnoses_condition_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('certainty__in', ['confirmed', 'provisional', ''])), name='problem_diagnoses_certainty_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('laterality__in', ['both', 'left', 'right', ''])), name='problem_diagnoses_laterality_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('joints__contained_by', ['L-A1_1', 'L-A1_2', 'L-A1_3', 'L-A1_4', 'L-A1_5', 'L-CMC1', 'L-DIP2', 'L-DIP3', 'L-DIP4', 'L-DIP5', 'L-DORSAL1', 'L-DRUJ', 'L-IP1', 'L-MCP1', 'L-MCP2', 'L-MCP3', 'L-MCP4', 'L-MCP5', 'L-MIDCARPAL', 'L-PIP2', 'L-PIP3', 'L-PIP4', 'L-PIP5', 'L-RADIOCARPAL', 'L-STT', 'L-TFCC', 'L-UCL1', 'R-A1_1', 'R-A1_2', 'R-A1_3', 'R-A1_4', 'R-A1_5', 'R-CMC1', 'R-DIP2', 'R-DIP3', 'R-DIP4', 'R-DIP5', 'R-DORSAL1', 'R-DRUJ', 'R-IP1', 'R-MCP1', 'R-MCP2', 'R-MCP3', 'R-MCP4', 'R-MCP5', 'R-MIDCARPAL', 'R-PIP2', 'R-PIP3', 'R-PIP4', 'R-PIP5', 'R-RADIOCARPAL', 'R-STT', 'R-TFCC', 'R-UCL1'])), name='problem_diagnoses_joints_known', violation_error_message='This is not a choice of its list.')],
            },
        ),
        migrations.CreateModel(
            name='ContraindicationsRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
                ('seen', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('active_infection', models.CharField(blank=True, default='', max_length=40)),
                ('current_cancer', models.CharField(blank=True, default='', max_length=40)),
                ('cancer_within_5y', models.CharField(blank=True, default='', max_length=40)),
                ('cancer_within_5y_opinion', models.TextField(blank=True, default='', max_length=2000)),
                ('pregnant_or_breastfeeding', models.CharField(blank=True, default='', max_length=40)),
                ('bleeding_disorder_uncontrolled', models.CharField(blank=True, default='', max_length=40)),
                ('anaemia', models.CharField(blank=True, default='', max_length=40)),
                ('anaemia_opinion', models.TextField(blank=True, default='', max_length=2000)),
                ('allergy_no_substitute', models.CharField(blank=True, default='', max_length=40)),
                ('no_capacity_or_no_consent', models.CharField(blank=True, default='', max_length=40)),
                ('under_18', models.CharField(blank=True, default='', max_length=40)),
                ('unstable_heart_or_lung', models.CharField(blank=True, default='', max_length=40)),
                ('skin_problem_at_site', models.CharField(blank=True, default='', max_length=40)),
                ('inr_high', models.CharField(blank=True, default='', max_length=40)),
                ('inr_high_opinion', models.TextField(blank=True, default='', max_length=2000)),
                ('diabetes_poor_control', models.CharField(blank=True, default='', max_length=40)),
                ('diabetes_poor_control_opinion', models.TextField(blank=True, default='', max_length=2000)),
                ('immunosuppressed', models.CharField(blank=True, default='', max_length=40)),
                ('immunosuppressed_opinion', models.TextField(blank=True, default='', max_length=2000)),
                ('steroid_injection_same_joint_84d', models.CharField(blank=True, default='', max_length=40)),
                ('steroid_injection_same_joint_84d_opinion', models.TextField(blank=True, default='', max_length=2000)),
                ('eaton_4_or_kl_4', models.CharField(blank=True, default='', max_length=40)),
                ('eaton_4_or_kl_4_opinion', models.TextField(blank=True, default='', max_length=2000)),
                ('prior_donor_cells', models.CharField(blank=True, default='', max_length=40)),
                ('prior_donor_cells_opinion', models.TextField(blank=True, default='', max_length=2000)),
                ('mental_health_or_pressure', models.CharField(blank=True, default='', max_length=40)),
                ('mental_health_or_pressure_opinion', models.TextField(blank=True, default='', max_length=2000)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='journey.cycle')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'part of the clinical record',
                'verbose_name_plural': 'parts of the clinical record',
                'constraints': [models.UniqueConstraint(fields=('cycle', 'number'), name='contraindications_record_once_per_session'), models.CheckConstraint(condition=models.Q(('number', 1)), name='contraindications_record_is_the_only_one'), models.CheckConstraint(condition=models.Q(('active_infection__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_active_infection_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('current_cancer__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_current_cancer_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('cancer_within_5y__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_cancer_within_5y_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('pregnant_or_breastfeeding__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_pregnant_or_breastfeeding_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('bleeding_disorder_uncontrolled__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_bleeding_disorder_uncontrolled_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('anaemia__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_anaemia_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('allergy_no_substitute__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_allergy_no_substitute_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('no_capacity_or_no_consent__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_no_capacity_or_no_consent_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('under_18__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_under_18_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('unstable_heart_or_lung__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_unstable_heart_or_lung_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('skin_problem_at_site__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_skin_problem_at_site_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('inr_high__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_inr_high_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('diabetes_poor_control__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_diabetes_poor_control_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('immunosuppressed__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_immunosuppressed_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('steroid_injection_same_joint_84d__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_steroid_injection_same_joint_84d_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('eaton_4_or_kl_4__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_eaton_4_or_kl_4_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('prior_donor_cells__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_prior_donor_cells_known', violation_error_message='This is not a choice of its list.'), models.CheckConstraint(condition=models.Q(('mental_health_or_pressure__in', ['no', 'unknown', 'yes', ''])), name='contraindications_record_mental_health_or_pressure_known', violation_error_message='This is not a choice of its list.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contraindicationsrecord',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='b2015aa82ed72de3deda306a48222d6159e18ee9', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_128ad', table='journey_contraindicationsrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contraindicationsrecord',
            trigger=pgtrigger.compiler.Trigger(name='contraindications_record_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f7f6a12fe965502c5ac6f8c90613eac8f17f3d87', operation='DELETE', pgid='pgtrigger_contraindications_record_is_never_deleted_2e078', table='journey_contraindicationsrecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decisionrecord',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='03b4dad742862cfbe47c87b0b962d4079c584d8d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_15e7e', table='journey_decisionrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decisionrecord',
            trigger=pgtrigger.compiler.Trigger(name='decision_record_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2c03ac7556825c5af49d5eeed726799072d6df4c', operation='DELETE', pgid='pgtrigger_decision_record_is_never_deleted_bb537', table='journey_decisionrecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decisionquestionsline',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'record_id\', \'journey_decisionrecord\', \'{}\', \'{}\')', func='RETURN NULL;', hash='31bde045e62ae39531d376bc8af5d6aec32d3dbc', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_ca048', table='journey_decisionquestionsline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='encounterrecord',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='0610b9e1cc651c82dfdbfe5b20c329e2b287f1f0', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_0c80d', table='journey_encounterrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='encounterrecord',
            trigger=pgtrigger.compiler.Trigger(name='encounter_record_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1c99bec893ee828f1a5d654602aec5133fa814ac', operation='DELETE', pgid='pgtrigger_encounter_record_is_never_deleted_f8c20', table='journey_encounterrecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='examinationrecord',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='c6f07b858e46b2a17d91be26ddbed53f5722c385', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_8b65a', table='journey_examinationrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='examinationrecord',
            trigger=pgtrigger.compiler.Trigger(name='examination_record_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0df705dd055d309b8e2800aa01ed9674906da9ee', operation='DELETE', pgid='pgtrigger_examination_record_is_never_deleted_4f345', table='journey_examinationrecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='examinationmovementline',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'record_id\', \'journey_examinationrecord\', \'{}\', \'{}\')', func='RETURN NULL;', hash='f396b43a66b334c0ac4ca89ac41c7f3642cbb14d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_18ba4', table='journey_examinationmovementline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='examinationstrengthline',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'record_id\', \'journey_examinationrecord\', \'{}\', \'{}\')', func='RETURN NULL;', hash='64a0139b53aae34ef7f399f0c1410ffafbb9927a', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_e9d91', table='journey_examinationstrengthline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historyrecord',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='80a5086d8bfb2e26e10fc028ae517c5140952c14', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_2649c', table='journey_historyrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historyrecord',
            trigger=pgtrigger.compiler.Trigger(name='history_record_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='259d78e9059638981bfcf85e47f6f27187e11d3e', operation='DELETE', pgid='pgtrigger_history_record_is_never_deleted_ade83', table='journey_historyrecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historymedicinesline',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'record_id\', \'journey_historyrecord\', \'{}\', \'{}\')', func='RETURN NULL;', hash='021c9b10777c7f413201a139a1b52b23d82cee80', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_3f9fe', table='journey_historymedicinesline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historylabsline',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'record_id\', \'journey_historyrecord\', \'{}\', \'{}\')', func='RETURN NULL;', hash='96a4466ce94c0153196badd2ee4035f1e33e8b21', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_72c0c', table='journey_historylabsline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='imagingrecord',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='6baf111b238402bdf850e5d23da8767fb37869e7', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_aed10', table='journey_imagingrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='imagingrecord',
            trigger=pgtrigger.compiler.Trigger(name='imaging_record_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2c0875d236fb2d0916851b0a479768d67cccc213', operation='DELETE', pgid='pgtrigger_imaging_record_is_never_deleted_cd79c', table='journey_imagingrecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='imagingimagesline',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'record_id\', \'journey_imagingrecord\', \'{}\', \'{}\')', func='RETURN NULL;', hash='290b7f5484023246e28e6f3dfc6ecb2c50be620f', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_152de', table='journey_imagingimagesline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='imaginggradesline',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'record_id\', \'journey_imagingrecord\', \'{}\', \'{}\')', func='RETURN NULL;', hash='0bd05b5df2d9ff412f06bf3f57ac75f36a3bbe96', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_d43c3', table='journey_imaginggradesline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problemrecord',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='172cf242762ae98f43338a109df128dd2521e494', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_13c47', table='journey_problemrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problemrecord',
            trigger=pgtrigger.compiler.Trigger(name='problem_record_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='ce15b7a554ba235c15714f9d2eae37074e7488ec', operation='DELETE', pgid='pgtrigger_problem_record_is_never_deleted_a3892', table='journey_problemrecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problemdiagnosesline',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'record_id\', \'journey_problemrecord\', \'{}\', \'{}\')', func='RETURN NULL;', hash='90b7bb2351c74c396b2bd49478678237d11ef1b2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_799e7', table='journey_problemdiagnosesline', when='AFTER')),
        ),
        # What it replaces knows fewer tables; going back, the wider one does no harm.
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
    ]
