"""The trace: its rows, the chain that seals them, and the triggers that write down every change by themselves.

The functions name their schema and their search path: a table of the same name that somebody makes for a session must not
stand in for the real one.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# The arguments of trace_change: the key; the column that leads to the patient; the table that it leads to, or nothing when
# it names the patient; the columns whose values are hidden; those whose change leaves no row.
FUNCTIONS = """
create function public.trace_patient(tbl text, key uuid) returns uuid language plpgsql stable
set search_path = pg_catalog, public, pg_temp as $$
begin
    raise exception 'Whose a row of % is, is said by the migrations of the app that has the patients.', tbl;
end $$;

create function public.trace_change() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
declare
    acts jsonb := nullif(current_setting('trace.acts', true), '')::jsonb;
    was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    became jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    whole jsonb := coalesce(became, was);
    patient uuid;
    name text;
begin
    if tg_op = 'UPDATE' then
        select jsonb_object_agg(key, value), jsonb_object_agg(key, became -> key) into was, became
        from jsonb_each(was)
        where value is distinct from became -> key and key <> all (tg_argv[4]::text[]);
        if became is null then
            return null;
        end if;
    end if;
    if tg_argv[1] <> '' then
        patient := (whole ->> tg_argv[1])::uuid;
        if tg_argv[2] <> '' then
            patient := public.trace_patient(tg_argv[2], patient);
        end if;
    end if;
    if tg_argv[3] <> '{}' then
        foreach name in array tg_argv[3]::text[] loop
            if was ? name then was := was || jsonb_build_object(name, 'hidden'); end if;
            if became ? name then became := became || jsonb_build_object(name, 'hidden'); end if;
        end loop;
    end if;
    insert into public.accounts_trace (
        kind, actor_id, actor_name, actor_roles, acting_for, patient_id, table_name, row_id, before, after,
        page, request_id, ip
    ) values (
        case tg_op when 'INSERT' then 'create' when 'UPDATE' then 'change' else 'delete' end,
        (acts ->> 'id')::uuid,
        left(coalesce(acts ->> 'name', session_user), 150),
        coalesce(acts ->> 'roles', '{database}')::text[],
        (acts ->> 'for')::uuid,
        patient,
        tg_table_name,
        left(whole ->> tg_argv[0], 64),
        was,
        became,
        left(coalesce(acts ->> 'page', current_setting('application_name')), 100),
        (acts ->> 'request')::uuid,
        (acts ->> 'ip')::inet
    );
    return null;
end $$;

create function public.trace_refuse() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
    raise exception 'Rows of % are written once.', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create function public.trace_stamp() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
    new.at := clock_timestamp();
    return new;
end $$;

create function public.trace_queue() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into public.accounts_unsealed (row) values (new.number);
    return null;
end $$;
"""
NO_FUNCTIONS = """
drop function public.trace_change();
drop function public.trace_patient(text, uuid);
drop function public.trace_refuse();
drop function public.trace_stamp();
drop function public.trace_queue();
"""

# Tables of packages, with the columns that are hidden and those whose change leaves no row: who was given which role or
# permission, the addresses of sign-ins, the second factors.
OF_PACKAGES = {
    "accounts_user_groups": ("", ""),
    "accounts_user_user_permissions": ("", ""),
    "auth_group": ("", ""),
    "auth_group_permissions": ("", ""),
    "account_emailaddress": ("", ""),
    "mfa_authenticator": ("data", "last_used_at"),
}
WATCH = "".join(
    f"create trigger traced after insert or update or delete on public.{table} for each row "
    f"execute function public.trace_change('id', '', '', '{{{hidden}}}', '{{{unnoticed}}}');\n"
    for table, (hidden, unnoticed) in OF_PACKAGES.items()
)
UNWATCH = "".join(f"drop trigger traced on public.{table};\n" for table in OF_PACKAGES)


class Migration(migrations.Migration):

    dependencies = [
        ('account', '0001_initial'),
        ('mfa', '0001_initial'),
        ('accounts', '0005_sessions_and_kept_forms'),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(WATCH, UNWATCH),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('place', models.BigIntegerField(primary_key=True, serialize=False)),
                ('row', models.BigIntegerField(unique=True)),
                ('digest', models.BinaryField(max_length=32)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Trace',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='when')),
                ('kind', models.CharField(max_length=10, verbose_name='what')),
                ('outcome', models.CharField(db_default='done', max_length=6, verbose_name='outcome')),
                ('reason', models.TextField(blank=True, db_default='', verbose_name='reason')),
                ('actor_id', models.UUIDField(null=True, verbose_name='who')),
                ('actor_name', models.CharField(db_default='', max_length=150, verbose_name='name at that time')),
                ('actor_roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), db_default=[], size=None, verbose_name='roles')),
                ('acting_for', models.UUIDField(help_text='The patient whom a caregiver acts for.', null=True, verbose_name='acting for')),
                ('patient_id', models.UUIDField(null=True, verbose_name='patient')),
                ('shown', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None, verbose_name='patients in a list')),
                ('table_name', models.CharField(blank=True, db_default='', max_length=63, verbose_name='table')),
                ('row_id', models.CharField(blank=True, db_default='', max_length=64, verbose_name='row')),
                ('before', models.JSONField(null=True, verbose_name='before')),
                ('after', models.JSONField(null=True, verbose_name='after')),
                ('page', models.CharField(blank=True, db_default='', max_length=100, verbose_name='page')),
                ('query', models.TextField(blank=True, db_default='', verbose_name='what was searched')),
                ('request_id', models.UUIDField(null=True, verbose_name='request')),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from address')),
            ],
            options={
                'verbose_name': 'trace',
                'verbose_name_plural': 'trace',
                'ordering': ['-at', '-number'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Unsealed',
            fields=[
                ('row', models.BigIntegerField(primary_key=True, serialize=False)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='outgoingmail',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{words}\', \'{claimed_until}\')', func='RETURN NULL;', hash='3d19273b0ab834b01bf17c67dc83ac481bdcba66', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_dde8c', table='accounts_outgoingmail', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recoverycode',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{hashed}\', \'{}\')', func='RETURN NULL;', hash='79a6743077c5b97f6763df7b5323c1585a610c3b', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_ea361', table='accounts_recoverycode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='traced', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_change(\'id\', \'\', \'\', \'{password}\', \'{last_login}\')', func='RETURN NULL;', hash='6d83e58b9275a2096ab9473cb2ce99c01a7377ec', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_traced_e5ee9', table='accounts_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seal',
            trigger=pgtrigger.compiler.Trigger(name='written_once', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_refuse()', func='RETURN NULL;', hash='556afc5656a3b06c38c15426a3a6b892ac930f95', operation='UPDATE OR DELETE', pgid='pgtrigger_written_once_a21c0', table='accounts_seal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seal',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_refuse()', func='RETURN NULL;', hash='62a470372fff8b0ba353db85783117663c8d7134', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_b9c37', table='accounts_seal', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=models.Index(fields=['at', 'number'], name='trace_by_time'),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=models.Index(fields=['patient_id', 'at', 'number'], name='trace_by_patient'),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=models.Index(fields=['actor_id', 'at', 'number'], name='trace_by_person'),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=models.Index(fields=['kind', 'at', 'number'], name='trace_by_kind'),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=models.Index(condition=models.Q(('outcome', 'done'), _negated=True), fields=['outcome', 'at', 'number'], name='trace_not_done'),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('shown__isnull', False)), fields=['shown'], name='trace_by_shown'),
        ),
        migrations.AddConstraint(
            model_name='trace',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['sign_in', 'sign_out', 'read', 'list', 'export', 'feed', 'create', 'change', 'delete', 'act'])), name='trace_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='trace',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['done', 'denied', 'failed'])), name='trace_outcome_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trace',
            trigger=pgtrigger.compiler.Trigger(name='written_once', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_refuse()', func='RETURN NULL;', hash='5369751a8a3bdb7563109e075ad766b325e08f0c', operation='UPDATE OR DELETE', pgid='pgtrigger_written_once_b3795', table='accounts_trace', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trace',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_refuse()', func='RETURN NULL;', hash='f789a141618e620a7e20cc7775ac43fc1ff47e19', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_52768', table='accounts_trace', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trace',
            trigger=pgtrigger.compiler.Trigger(name='stamped', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_stamp()', func='RETURN NULL;', hash='dd8a2640f8362a72761ce5ff23584086dd0eab43', operation='INSERT', pgid='pgtrigger_stamped_feef2', table='accounts_trace', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trace',
            trigger=pgtrigger.compiler.Trigger(name='queued', sql=pgtrigger.compiler.UpsertTriggerSql(execute='"public".trace_queue()', func='RETURN NULL;', hash='e13d576026b05d98732fef3df5746b8437778bf0', operation='INSERT', pgid='pgtrigger_queued_fdd2f', table='accounts_trace', when='AFTER')),
        ),
    ]
