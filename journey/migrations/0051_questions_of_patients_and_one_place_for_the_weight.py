"""Questions of patients are rows of their own; the weight has one place; steroid injections before the last count."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from decimal import Decimal
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


def keep_what_was_written(apps, schema_editor):
    """Questions of the record become rows of their own, and those of an intake that nobody took over while their
    consultation goes on; a weight that only the harvest had moves to the check on the day."""
    models_of = apps.get_model
    asked = set()
    Question, Stage = models_of("journey", "PatientQuestion"), models_of("journey", "Stage")
    for line in models_of("journey", "DecisionQuestionsLine").objects.select_related("record").order_by("place"):
        if not line.question.strip():
            continue
        record, answer = line.record, line.answer.strip()
        Question.objects.create(
            stage=Stage.objects.get(cycle=record.cycle_id, code="consultation"),
            words=line.question.strip(),
            asked_at=record.saved_at,
            asked_by_id=record.saved_by_id,
            told_by="in_person",
            answer=answer,
            answered_at=record.saved_at if answer else None,
            answered_by_id=(line.answered_by_id or record.saved_by_id) if answer else None,
        )
        asked.add(record.cycle_id)
    sent = models_of("journey", "Submission").objects.filter(check_in__code="C-PRE", latest=True)
    going_on = Stage.objects.filter(
        code="consultation", state="in_progress", cycle__journey__status__in=("active", "paused", "postponed")
    )
    gone = models_of("journey", "IdentityRemoval").objects.filter(done_at__isnull=False).values("patient")
    now = going_on.exclude(cycle__journey__patient__in=gone).values("cycle")
    for one in sent.filter(answers__has_key="i_ask", cycle__in=now).exclude(cycle__in=asked):
        for words in one.answers["i_ask"] or ():
            if str(words).strip():
                Question.objects.create(
                    stage=Stage.objects.get(cycle=one.cycle_id, code="consultation"),
                    words=str(words).strip(),
                    asked_at=one.sent_at,
                    asked_by_id=one.sent_by_id,
                    caregiver_id=one.caregiver_id,
                    told_by=one.told_by,
                )
    Arrival = models_of("journey", "ArrivalRecord")
    for harvest in models_of("journey", "HarvestRecord").objects.filter(weight_kg__isnull=False):
        weighed = {"weight": harvest.weight_kg, "saved_at": harvest.saved_at, "saved_by_id": harvest.saved_by_id}
        _row, is_new = Arrival.objects.get_or_create(cycle_id=harvest.cycle_id, number=1, defaults=weighed)
        if not is_new:
            Arrival.objects.filter(cycle=harvest.cycle_id, weight=None).update(weight=harvest.weight_kg)


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0050_what_the_clinic_told_and_fields_of_the_record'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PatientQuestion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField(max_length=500, verbose_name='question')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('told_by', models.CharField(blank=True, choices=[('phone', 'By phone'), ('in_person', 'In person')], max_length=10, verbose_name='told')),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'question of a patient',
                'verbose_name_plural': 'questions of patients',
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ProblemOtherSteroidsLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('given_on', models.DateField(blank=True, null=True)),
                ('joint', models.CharField(blank=True, default='', max_length=40)),
            ],
            options={
                'verbose_name': 'line of the clinical record',
                'verbose_name_plural': 'lines of the clinical record',
                'ordering': ['place'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='bankedcellsrecord',
            name='banked_cells_record_final_volume_ml_limits',
        ),
        migrations.RemoveConstraint(
            model_name='donorunitrecord',
            name='donor_unit_record_final_volume_ml_limits',
        ),
        migrations.RemoveConstraint(
            model_name='processingrecord',
            name='processing_record_final_volume_ml_limits',
        ),
        # What was written before under the earlier limit stays.
        AddConstraintNotValid(
            model_name='bankedcellsrecord',
            constraint=models.CheckConstraint(condition=models.Q(('final_volume_ml__gte', Decimal('0.1')), ('final_volume_ml__lte', Decimal('50'))), name='banked_cells_record_final_volume_ml_limits', violation_error_message='This number is outside its limits.'),
        ),
        # What was written before under the earlier limit stays.
        AddConstraintNotValid(
            model_name='donorunitrecord',
            constraint=models.CheckConstraint(condition=models.Q(('final_volume_ml__gte', Decimal('0.1')), ('final_volume_ml__lte', Decimal('50'))), name='donor_unit_record_final_volume_ml_limits', violation_error_message='This number is outside its limits.'),
        ),
        # What was written before under the earlier limit stays.
        AddConstraintNotValid(
            model_name='processingrecord',
            constraint=models.CheckConstraint(condition=models.Q(('final_volume_ml__gte', Decimal('0.1')), ('final_volume_ml__lte', Decimal('50'))), name='processing_record_final_volume_ml_limits', violation_error_message='This number is outside its limits.'),
        ),
        migrations.AddField(
            model_name='patientquestion',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='patientquestion',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='patientquestion',
            name='caregiver',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='journey.caregiver'),
        ),
        migrations.AddField(
            model_name='patientquestion',
            name='stage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='journey.stage'),
        ),
        migrations.AddField(
            model_name='problemothersteroidsline',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='other_steroids', to='journey.problemrecord'),
        ),
        migrations.AddIndex(
            model_name='patientquestion',
            index=models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['asked_at', 'id'], name='question_open_by_age'),
        ),
        migrations.AddConstraint(
            model_name='patientquestion',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='question_has_words'),
        ),
        migrations.AddConstraint(
            model_name='patientquestion',
            constraint=models.CheckConstraint(condition=models.Q(('told_by__in', ['phone', 'in_person', ''])), name='question_told_by_known'),
        ),
        migrations.AddConstraint(
            model_name='patientquestion',
            constraint=models.CheckConstraint(condition=models.Q(('caregiver', None), ('told_by', ''), _connector='OR'), name='question_of_a_helper_or_told'),
        ),
        migrations.AddConstraint(
            model_name='patientquestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='question_answered_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='patientquestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='question_answered_in_words', violation_error_message='Write the answer.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patientquestion',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'stage_id\', \'journey_stage\', \'{}\', \'{}\')', func='RETURN NULL;', hash='ebf6cee6e65bcc2975bb012e9fb3cf26273bac1b', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_afeb4', table='journey_patientquestion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patientquestion',
            trigger=pgtrigger.compiler.Trigger(name='question_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='56338a89ff88de2e050d049906b2a0431de48284', operation='DELETE', pgid='pgtrigger_question_is_never_deleted_c72d9', table='journey_patientquestion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patientquestion',
            trigger=pgtrigger.compiler.Trigger(name='question_stays_as_asked', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."stage_id" IS DISTINCT FROM (NEW."stage_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."caregiver_id" IS DISTINCT FROM (NEW."caregiver_id") OR OLD."told_by" IS DISTINCT FROM (NEW."told_by"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='9a62e6e3dae1fddc6bff5c08b1aa22843c288677', operation='UPDATE', pgid='pgtrigger_question_stays_as_asked_ca6db', table='journey_patientquestion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patientquestion',
            trigger=pgtrigger.compiler.Trigger(name='question_words_go_whole_or_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."words" IS DISTINCT FROM (NEW."words") AND NOT (NEW."words" = \'–\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='104d6433c41a326b8c60725f32f2d069d948617e', operation='UPDATE', pgid='pgtrigger_question_words_go_whole_or_stay_8cc99', table='journey_patientquestion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patientquestion',
            trigger=pgtrigger.compiler.Trigger(name='question_is_answered_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answered_at" IS NOT NULL AND (OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR (OLD."answer" IS DISTINCT FROM (NEW."answer") AND NOT (NEW."answer" = \'–\'))))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0adc4abb339cadbdf1d49082c1ad408fbda846c7', operation='UPDATE', pgid='pgtrigger_question_is_answered_once_2096b', table='journey_patientquestion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='problemothersteroidsline',
            constraint=models.UniqueConstraint(fields=('record', 'place'), name='problem_other_steroids_in_order'),
        ),
        migrations.AddConstraint(
            model_name='problemothersteroidsline',
            constraint=models.CheckConstraint(condition=models.Q(('joint__in', ['L-A1_1', 'L-A1_2', 'L-A1_3', 'L-A1_4', 'L-A1_5', 'L-CMC1', 'L-DIP2', 'L-DIP3', 'L-DIP4', 'L-DIP5', 'L-DORSAL1', 'L-DRUJ', 'L-IP1', 'L-MCP1', 'L-MCP2', 'L-MCP3', 'L-MCP4', 'L-MCP5', 'L-MIDCARPAL', 'L-PIP2', 'L-PIP3', 'L-PIP4', 'L-PIP5', 'L-RADIOCARPAL', 'L-STT', 'L-TFCC', 'L-UCL1', 'R-A1_1', 'R-A1_2', 'R-A1_3', 'R-A1_4', 'R-A1_5', 'R-CMC1', 'R-DIP2', 'R-DIP3', 'R-DIP4', 'R-DIP5', 'R-DORSAL1', 'R-DRUJ', 'R-IP1', 'R-MCP1', 'R-MCP2', 'R-MCP3', 'R-MCP4', 'R-MCP5', 'R-MIDCARPAL', 'R-PIP2', 'R-PIP3', 'R-PIP4', 'R-PIP5', 'R-RADIOCARPAL', 'R-STT', 'R-TFCC', 'R-UCL1', ''])), name='problem_other_steroids_joint_known', violation_error_message='This is not a choice of its list.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problemothersteroidsline',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'record_id\', \'journey_problemrecord\', \'{}\', \'{}\')', func='RETURN NULL;', hash='3e93f19a755cb6b941f8a4e0aa2a601b9d706227', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_26b42', table='journey_problemothersteroidsline', when='AFTER')),
        ),
        migrations.RunPython(keep_what_was_written, migrations.RunPython.noop),
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='decisionquestionsline',
            name='answered_by',
        ),
        migrations.RemoveField(
            model_name='decisionquestionsline',
            name='record',
        ),
        migrations.RemoveConstraint(
            model_name='harvestrecord',
            name='harvest_record_weight_kg_limits',
        ),
        migrations.RemoveField(
            model_name='harvestrecord',
            name='weight_kg',
        ),
        migrations.DeleteModel(
            name='DecisionQuestionsLine',
        ),
    ]
