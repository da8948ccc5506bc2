"""Invitations that give back a sign-in whose owner lost every way into it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0015_the_end_of_a_record'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='renews',
            field=models.BooleanField(default=False, verbose_name='renews the sign-in'),
        ),
    ]
