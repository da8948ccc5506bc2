"""When each job ran, and the rows that it could not do."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_staff_choose_their_own_password'),
    ]

    operations = [
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='StuckRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=60)),
                ('row', models.UUIDField()),
                ('since', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('times', models.PositiveIntegerField(default=1)),
                ('problem', models.CharField(max_length=80)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('step', 'row'), name='stuck_row_once'), models.CheckConstraint(condition=models.Q(('last_at__gte', models.F('since'))), name='stuck_row_since_before_last')],
            },
        ),
    ]
