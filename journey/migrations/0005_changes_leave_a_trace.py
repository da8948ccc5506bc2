"""Every change of a clinical row leaves a row in the trace, with the patient whose record it belongs to."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# Whose a row of this table is. A later table that others lead through needs a new version of the function.
WHOSE = """
create or replace function public.trace_patient(tbl text, key uuid) returns uuid language plpgsql stable
set search_path = pg_catalog, public, pg_temp as $$
begin
    case tbl
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
        when 'journey_alert' then
            return (select patient_id from public.journey_alert where id = key);
    end case;
end $$;
"""
NOBODYS = """
create or replace function public.trace_patient(tbl text, key uuid) returns uuid language plpgsql stable
set search_path = pg_catalog, public, pg_temp as $$
begin
    return null;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_trace'),
        ('journey', '0004_labels_of_the_lists'),
    ]

    operations = [
        migrations.RunSQL(WHOSE, NOBODYS),
        pgtrigger.migrations.AddTrigger(
            model_name='alert',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='5d6d5d069838ff703fa9a884f9991618419d4a57', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_8dce0', table='journey_alert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertreason',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'alert_id\', \'journey_alert\', \'{}\', \'{}\')', func='RETURN NULL;', hash='afa68472995650cef6ea9314bfd16db41a92a49b', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_ab993', table='journey_alertreason', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allergy',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='e19244c7b30e5f58557a3ba08d11cac75683f5c2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_69354', table='journey_allergy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='91e53ca2a15d3dacabeb827d003996f9578c613d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_ab583', table='journey_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkin',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'journey_id\', \'journey_journey\', \'{}\', \'{}\')', func='RETURN NULL;', hash='54545b13562ad0df442d2abf9a22b6cf153a42dd', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_7da96', table='journey_checkin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkindraft',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'check_in_id\', \'journey_checkin\', \'{}\', \'{}\')', func='RETURN NULL;', hash='4e136adfb2abab8de578a40a8861f82f9702df31', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_195d3', table='journey_checkindraft', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinic',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='b3f5c231ce184c5a1992233434edc11d9b0988d6', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_89177', table='journey_clinic', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactattempt',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'journey_id\', \'journey_journey\', \'{}\', \'{}\')', func='RETURN NULL;', hash='7ddee09b35727a7441275961154a984034f2bf28', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_e62aa', table='journey_contactattempt', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cycle',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'journey_id\', \'journey_journey\', \'{}\', \'{}\')', func='RETURN NULL;', hash='6292750793ce829652cf1dc253aa85632356349b', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_739d0', table='journey_cycle', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gatedecision',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='099873097bd1d9d4be7922a1123d486f87afcf54', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_316bd', table='journey_gatedecision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journey',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'patient_id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='d87c9a5dbacf6f94192e2c97d0ec032b1afa9b45', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_4fc17', table='journey_journey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journeyevent',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'journey_id\', \'journey_journey\', \'{}\', \'{}\')', func='RETURN NULL;', hash='1e42a6ff4d7a640e5c4e047779d157f483d72516', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_c7bc7', table='journey_journeyevent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pathwayversion',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{document}\', \'{}\')', func='RETURN NULL;', hash='3f077f06324521534a14633a36f12144c359771d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_cb995', table='journey_pathwayversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patient',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'id\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='800aa3f684cf8507d9d3c02dfa8edf251f5dfd46', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_97ef7', table='journey_patient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='site',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{}\', \'{}\')', func='RETURN NULL;', hash='fc5dcb039184730445f24dfd8c74b57ad6a73ba9', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_7a8e5', table='journey_site', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stage',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'cycle_id\', \'journey_cycle\', \'{}\', \'{}\')', func='RETURN NULL;', hash='bf33fda90f00671f0a6dfab4ddc006b08f297934', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_955ac', table='journey_stage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stagenote',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'stage_id\', \'journey_stage\', \'{}\', \'{}\')', func='RETURN NULL;', hash='5afbf665433aa6b7b689f200ff93cea86cc3c010', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_eb6c9', table='journey_stagenote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'journey_id\', \'journey_journey\', \'{}\', \'{}\')', func='RETURN NULL;', hash='408f8e2b33a7c3fa0e0e276851b36647b150b154', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_18879', table='journey_submission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='triageresult',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'journey_id\', \'journey_journey\', \'{}\', \'{}\')', func='RETURN NULL;', hash='493149855616e61996d5be5f2d2bf25c7836f09a', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_1c1c9', table='journey_triageresult', when='AFTER')),
        ),
    ]
