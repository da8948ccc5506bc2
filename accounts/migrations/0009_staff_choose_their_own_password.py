"""Staff have an address of their own, and links with which they choose their password."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_text_messages'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='ticket',
            name='ticket_purpose_known',
        ),
        migrations.AddField(
            model_name='user',
            name='address_changed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='e-mail address changed'),
        ),
        migrations.AddField(
            model_name='user',
            name='address_changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['sign_in', 'again', 'new_address', 'reset', 'staff', 'warning'])), name='ticket_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Upper('email'), condition=models.Q(('is_staff', True), models.Q(('email', ''), _negated=True)), name='user_staff_address_once', violation_error_message='Another member of staff has this e-mail address.'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address_changed_at__isnull', True), ('address_changed_by__isnull', True)), models.Q(('address_changed_at__isnull', False), ('address_changed_by__isnull', False)), _connector='OR'), name='user_address_change_paired'),
        ),
    ]
