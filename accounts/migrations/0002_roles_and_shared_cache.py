"""The groups of staff, and the table of the cache that all workers share (sign-in limits need it)."""

from django.db import migrations

ROLES = ["clinician", "nurse", "coordinator", "manager", "auditor"]


def make_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


def drop_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_people"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(make_groups, drop_groups),
        migrations.RunSQL(
            """
            create table shared_cache (
                cache_key varchar(255) not null primary key,
                value text not null,
                expires timestamp with time zone not null
            );
            create index shared_cache_expires on shared_cache (expires);
            """,
            "drop table shared_cache;",
        ),
    ]
