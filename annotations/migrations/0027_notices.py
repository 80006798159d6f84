"""Notices, how people want to be told, and the mails that tell them."""

import annotations.identifiers
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def start_here(apps, schema_editor):
    """Begin with what is recorded from now on: nobody is told of years at once."""
    entries = apps.get_model("annotations", "Entry").objects
    last = entries.aggregate(last=models.Max("pk"))["last"] or 0
    apps.get_model("annotations", "RecordPosition").objects.create(entry=last)


class Migration(migrations.Migration):
    """New tables, a column of the account that is empty for all, and one row: where to begin."""

    dependencies = [
        ('annotations', '0026_api'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecordPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='user',
            name='unread_notices',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='NoticeMail',
            fields=[
                ('id', models.UUIDField(default=annotations.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('try_from', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('given_up_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('answer', 'answer to me'), ('mention', 'mention of me'), ('decision', 'decision about what I wrote'), ('due', 'reading that is due soon'), ('waiting', 'what waits for a moderator')], max_length=8)),
                ('occasion', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('annotation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotations.annotation')),
                ('decision', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='annotations.decision')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotations.member')),
                ('reading', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotations.reading')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotations.seminar')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('mail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='annotations.noticemail')),
            ],
        ),
        migrations.CreateModel(
            name='NoticePreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail', models.CharField(choices=[('page', 'on the page only'), ('once', 'by mail at once'), ('daily', 'by mail, once a day'), ('weekly', 'by mail, once a week')], default='daily', max_length=6)),
                ('seminar', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotations.seminar')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_preferences', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='noticemail',
            index=models.Index(condition=models.Q(('done_at', None), ('given_up_at', None)), fields=['try_from'], name='mails_to_send'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['user', '-at'], name='notices_by_user'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('mail', None), ('seen_at', None)), fields=['at'], name='notices_not_mailed'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('user', 'occasion'), name='notice_once'),
        ),
        migrations.AddConstraint(
            model_name='noticepreference',
            constraint=models.UniqueConstraint(fields=('user', 'seminar'), name='notice_preference_once'),
        ),
        migrations.AddConstraint(
            model_name='noticepreference',
            constraint=models.UniqueConstraint(condition=models.Q(('seminar', None)), fields=('user',), name='notice_default_once'),
        ),
        migrations.RunPython(start_here, migrations.RunPython.noop),
    ]
