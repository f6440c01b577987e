"""The reports of erasures. Added to, never changed."""

from django.db import models


class Report(models.Model):
    """What one run erased, as it was signed. Holds identifiers of nobody: counts and digests."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    erased = models.IntegerField()  # altogether
    text = models.TextField()  # the signed report
