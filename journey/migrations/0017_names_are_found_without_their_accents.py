"""Names are found without their accents: “Sean” finds “Seán”."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0016_links_that_renew_a_sign_in'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='patient',
            name='patient_search',
        ),
        migrations.AddIndex(
            model_name='patient',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector(models.Func(models.Func(models.Func(django.db.models.functions.text.Concat(models.F('full_name'), models.Value(' '), models.F('record_no'), models.Value(' '), models.F('phone'), output_field=models.TextField()), models.Value('NFKD'), function='pg_catalog.normalize', output_field=models.TextField()), models.Value('[̀-ͯ]'), models.Value(''), models.Value('g'), function='regexp_replace', output_field=models.TextField()), models.Value('-./+(),:;\'’‘"\\&|!<>*@øØłŁđĐı'), models.Value('                     oOlLdDi'), function='translate', output_field=models.TextField()), config='simple'), name='patient_search'),
        ),
    ]
