"""A record that was opened from outside the team leads to its patient: looks at its review are written with whose."""

from django.db import migrations

WHOSE = """
create or replace function public.trace_patient(tbl text, key uuid) returns uuid language plpgsql stable
set search_path = pg_catalog, public, pg_temp as $$
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
    end case;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0008_staff_keep_every_site'),
    ]

    # What it replaces knows fewer tables; going back, the wider one does no harm.
    operations = [migrations.RunSQL(WHOSE, migrations.RunSQL.noop)]
