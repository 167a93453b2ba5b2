"""Labels of messages."""
from __future__ import annotations

import os
from pathlib import Path

from .store import db
from .tools import clean

PAGE = 20


def label(message, names):
    message.labels = [clean(name) for name in names]
    db.commit()
