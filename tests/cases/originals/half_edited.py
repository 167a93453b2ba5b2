"""Converts sensor dumps to CSV. Half way through a rewrite."""
import csv
import struct

RECORD = struct.Struct("<IHh")


def records(data):
    for offset in range(0, len(data) - RECORD.size + 1, RECORD.size):
        yield RECORD.unpack_from(data, offset)


def celsius(raw):
    return raw / 100


def fahrenheit(raw
    return celsius(raw) * 9 / 5 + 32


def write(rows, stream):
    writer = csv.writer(stream)
    writer.writerow(["time", "sensor", "value"])
    for time, sensor, raw in rows:
        writer.writerow([time, sensor, celsius(raw)])


def convert(source, target):
    with open(source, "rb") as stream:
        data = stream.read()
    with open(target, "w", newline="") as stream:
        write(records(data), stream)
