from django.db import migrations


def begin_feeds(apps, schema_editor):
    """Each dataset begins a feed of its name, read the same way, on the same terms."""
    Dataset, Feed = apps.get_model("analytics", "Dataset"), apps.get_model("analytics", "Feed")
    same = ("journey_id", "name", "synthetic", "purpose", "controller_id", "delete_by", "uploaded_by_id", "uploaded_at")
    for dataset in Dataset.objects.filter(feed=None).iterator():
        options = dict(dataset.options) if dataset.state == "ready" else {}
        order = dataset.quality.get("date_order", "")
        if options and order in ("day first", "month first"):
            options["date_order"] = order
        feed = Feed.objects.create(options=options, last_version=1, **{name: getattr(dataset, name) for name in same})
        feed.readers.set(dataset.readers.all())
        Dataset.objects.filter(pk=dataset.pk).update(feed=feed, version=1)


def forget_feeds(apps, schema_editor):
    Dataset, Feed = apps.get_model("analytics", "Dataset"), apps.get_model("analytics", "Feed")
    Dataset.objects.update(feed=None, version=1)
    Feed.objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [("analytics", "0008_feeds")]

    operations = [migrations.RunPython(begin_feeds, forget_feeds)]
