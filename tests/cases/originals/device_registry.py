# Copyright (c) 2023 Halden Network Services
# Licensed under the EUPL, Version 1.2.
"""Registry of the devices on the campus network.

Devices are kept in SQLite and cached in memory; the cache is written back
by :meth:`Registry.flush`.
"""
from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Iterator, overload

MAC = re.compile(r"^([0-9a-f]{2}:){5}[0-9a-f]{2}$")

SCHEMA = """
CREATE TABLE IF NOT EXISTS device (
    mac TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    seen TEXT
    -- ... existing columns are added by migrate() ...
);
"""

VENDORS = {
    "00:1b:21": "Intel",
    "3c:5a:b4": "Google",
    "b8:27:eb": "Raspberry Pi",
    "f0:9f:c2": "Ubiquiti",
}


class RegistryError(Exception):
    pass


class Device:
    """A network card with a name."""

    def __init__(self, mac: str, name: str, seen: datetime | None = None) -> None:
        self.mac = mac.lower()
        self._name = name
        self.seen = seen

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._name = value

    @name.deleter
    def name(self) -> None:
        self._name = self.mac

    @property
    def vendor(self) -> str:
        return VENDORS.get(self.mac[:8], "unknown")

    def is_stale(self, now: datetime) -> bool:
        return self.seen is None or now - self.seen > timedelta(days=90)

    def __repr__(self) -> str:
        return f"<Device {self.mac} {self._name!r}>"


class Access:
    """One access point."""

    def __init__(self, mac: str, ssid: str) -> None:
        self.mac = mac.lower()
        self.ssid = ssid
        self.clients: list[Device] = []

    def is_stale(self, now: datetime) -> bool:
        return not self.clients

    def __repr__(self) -> str:
        return f"<Access {self.mac} {self.ssid!r}>"


class Registry:
    def __init__(self, path: str = ":memory:") -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.executescript(SCHEMA)
        self._cache: dict[str, Device] = {}
        self._dirty: set[str] = set()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Cursor]:
        cursor = self._db.cursor()
        try:
            yield cursor
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise
        finally:
            cursor.close()

    def get_by_mac(self, mac: str) -> Device | None:
        with self._lock:
            if mac in self._cache:
                return self._cache[mac]
        return self._load("mac", mac)

    def get_by_name(self, name: str) -> Device | None:
        for device in self._cache.values():
            if device.name == name:
                return device
        return self._load("name", name)

    def get_by_names(self, names: list[str]) -> list[Device]:
        found = (self.get_by_name(name) for name in names)
        return [device for device in found if device is not None]

    def _load(self, column: str, value: str) -> Device | None:
        # the rest of the columns is the same for every query, see SCHEMA
        with self._transaction() as cursor:
            row = cursor.execute(
                f"SELECT mac, name, seen FROM device WHERE {column} = ?", (value,)
            ).fetchone()
        if row is None:
            return None
        seen = datetime.fromisoformat(row[2]) if row[2] else None
        device = Device(row[0], row[1], seen)
        self._cache[device.mac] = device
        return device

    @overload
    def add(self, device: Device) -> Device: ...
    @overload
    def add(self, device: str, name: str) -> Device: ...
    def add(self, device, name=None):
        if not isinstance(device, Device):
            device = Device(device, name)
        if not MAC.match(device.mac):
            raise RegistryError(f"not a MAC address: {device.mac}")
        with self._lock:
            self._cache[device.mac] = device
            self._dirty.add(device.mac)
        return device

    def touch(self, mac: str) -> None:
        device = self.get_by_mac(mac)
        if device is None:
            raise RegistryError(f"unknown device: {mac}")
        device.seen = datetime.now()
        self._dirty.add(mac)

    def flush(self) -> int:
        query = """
            INSERT INTO device (mac, name, seen) VALUES (?, ?, ?)
            ON CONFLICT (mac) DO UPDATE
                SET name = excluded.name,
                    seen = excluded.seen
        """
        count = 0
        with self._transaction() as cursor:
            for mac in sorted(self._dirty):
                device = self._cache[mac]
                seen = device.seen.isoformat() if device.seen else None
                cursor.execute(query, (mac, device.name, seen))
                count += 1
        self._dirty.clear()
        return count

    def close(self) -> None:
        self.flush()
        self._db.close()


def watch(registry: Registry, *, interval: float = 5.0):
    """Returns a decorator that flushes the registry after slow calls."""

    def decorate(func):
        def wrapper(*args, **kwargs):
            started = datetime.now()
            try:
                return func(*args, **kwargs)
            finally:
                if (datetime.now() - started).total_seconds() > interval:
                    registry.flush()

        return wrapper

    return decorate
