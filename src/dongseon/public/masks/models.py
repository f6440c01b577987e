"""Shops, their stock, and who may report it. The order of reports is kept by the upsert in actions.py."""

import uuid

from django.db import models
from django.db.models import F, Q

from dongseon.public.masks import reports, stock


class Shop(models.Model):
    """A place that sells public masks."""

    code = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    kind = models.CharField(max_length=8, blank=True)  # 01, 02, 03 or whatever was handed over
    lat_deg = models.FloatField()
    lon_deg = models.FloatField()
    listed_at = models.DateTimeField()
    sells = models.BooleanField(default=True)  # off: it left the scheme, and is not shown

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lat_deg__range=(32.5, 39.0), lon_deg__range=(124.0, 132.5)),
                name="shop_lies_in_korea",
            ),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="shop_is_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Sender(models.Model):
    """A program that reports stock: the central feed, or one shop's own till."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=200)
    voice = models.CharField(
        max_length=4, choices=[(voice.value, voice.value) for voice in reports.Voice]
    )
    shop = models.ForeignKey(Shop, models.PROTECT, null=True, blank=True, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)  # the token itself is shown once
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(voice=reports.Voice.SHOP.value, shop__isnull=False)
                | Q(voice=reports.Voice.FEED.value, shop__isnull=True),
                name="sender_speaks_for_a_shop_or_for_all",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stock(models.Model):
    """The last that a shop's stock was reported to be."""

    shop = models.OneToOneField(Shop, models.CASCADE, primary_key=True, related_name="+")
    remain = models.CharField(
        max_length=6, choices=[(each.value, each.value) for each in stock.Remain]
    )
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    tickets_left = models.PositiveIntegerField(null=True)
    feed_seq = models.BigIntegerField(default=-1)
    shop_seq = models.BigIntegerField(default=-1)
    shop_spoke_at = models.DateTimeField(null=True)
    skew_s = models.FloatField(default=0.0)
    written = models.BigIntegerField(db_index=True)  # the transaction, so that no change is missed

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_at__lte=F("received_at")), name="stock_is_not_of_the_future"
            ),
            models.CheckConstraint(
                condition=Q(remain__in=[each.value for each in stock.Remain]),
                name="stock_has_a_known_word",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop_id}: {self.remain}"
