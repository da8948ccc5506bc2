"""A new way to sign in is reviewed by somebody else; when each record was last in use is counted every night."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0041_left_the_app_discarded_drafts_and_corrected_awareness'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='review_note',
            field=models.CharField(blank=True, max_length=500, verbose_name='note of the review'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='reviewed'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='reviewed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='invitation_reviewed_paired', violation_error_message='A time needs a person, and a person needs a time.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), models.Q(('renews', True), models.Q(('reviewed_by', models.F('sent_by')), _negated=True)), _connector='OR'), name='renewal_reviewed_by_another', violation_error_message='Another manager reviews what you did yourself.'),
        ),
        migrations.CreateModel(
            name='LastContact',
            fields=[
                ('patient', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='kept_contact', serialize=False, to='journey.patient')),
                ('at', models.DateTimeField(verbose_name='last contact')),
            ],
            options={
                'verbose_name': 'last contact',
                'verbose_name_plural': 'last contacts',
                'indexes': [models.Index(fields=['at', 'patient'], name='last_contact_by_time')],
            },
        ),
    ]
