import os

from django.db import models
from django.utils import timezone


class Query(models.QuerySet):
    def open(self):
        return self.filter(closed=None)


class Loaf(models.Model):
    name = models.TextField()

    def bake(self):
        self.baked = timezone.now()
        self.save()
