"""Answers that came after their check-in was closed say so."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0043_reasons_for_readiness_levels'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='submission',
            name='submission_answers_are_fixed',
        ),
        migrations.AddField(
            model_name='submission',
            name='after_closing',
            field=models.BooleanField(default=False, help_text='The check-in was cancelled, moved or over by then, or its journey had ended.', verbose_name='sent after the check-in was closed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='submission_answers_are_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."check_in_id" IS DISTINCT FROM (NEW."check_in_id") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."token" IS DISTINCT FROM (NEW."token") OR OLD."answers" IS DISTINCT FROM (NEW."answers") OR OLD."wording" IS DISTINCT FROM (NEW."wording") OR OLD."raw" IS DISTINCT FROM (NEW."raw") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sent_by_id" IS DISTINCT FROM (NEW."sent_by_id") OR OLD."caregiver_id" IS DISTINCT FROM (NEW."caregiver_id") OR OLD."told_by" IS DISTINCT FROM (NEW."told_by") OR OLD."after_closing" IS DISTINCT FROM (NEW."after_closing") OR OLD."day" IS DISTINCT FROM (NEW."day") OR OLD."hday" IS DISTINCT FROM (NEW."hday"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b0a005b3d3cfc4998c439f492f26f471ae03c3bc', operation='UPDATE', pgid='pgtrigger_submission_answers_are_fixed_52797', table='journey_submission', when='BEFORE')),
        ),
    ]
