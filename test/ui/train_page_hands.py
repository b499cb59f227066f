"""What the tests of the page "Train" share: facts as the engine sends them, a label project, a page on its way."""

import sqlite3

from landweave.core.contract import labels as schema
from landweave.core.contract.events import Log

FACTS = {
    "findings": [], "can_start": True, "seconds": 240.0, "device": "cpu", "device_reason": "", "steps": 40, "epochs": 4,
    "chip_px": 256, "batch": 4, "areas": {"train": 2, "check": 1}, "check_from": "areas", "resumable": False, "done_steps": 0,
    "classes": [{"value": 0, "name": "land", "color": "#d9c79e"}, {"value": 1, "name": "roof", "color": "#c8553d"}],
}  # fmt: skip
SCAN = {
    "usable": True, "pairs": {"train": 3, "val": 1, "test": 0}, "labels": {"0": "land", "1": "class 1"}, "colors": {},
    "classes": [{"name": "land", "color": "#d9c79e", "codes": ["0"]}, {"name": "class 1", "color": "#c8553d", "codes": ["1"]}],
}  # fmt: skip
SETUP = {"epochs": 4, "epoch_steps": 10, "total_steps": 40, "start_step": 0, "classes": ["land", "roof"], "check_from": "areas"}


def write_project(path, sources=()):
    """A label project as SQLite alone can write it: tables and fields, no geometries."""
    types = {"text": "TEXT", "integer": "INTEGER"}
    with sqlite3.connect(str(path)) as connection:
        for table, fields in schema.FIELDS.items():
            columns = ", ".join(f"{name} {types[kind]}" for name, kind in fields)
            connection.execute(f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY, {columns})")
        rows = schema.LabelSettings(256, 0.3, 0.0, 0.0).rows()
        connection.executemany("INSERT INTO project (key, value) VALUES (?, ?)", rows.items())
        connection.execute("INSERT INTO classes (value, name, color, position) VALUES (0, 'roof', '#112233', 0)")
        connection.executemany("INSERT INTO areas (source) VALUES (?)", [(source,) for source in sources])
    connection.close()
    return str(path)


def learn_from_folders(page, folders):
    page.data.folders.setChecked(True)
    page.data.folder.setFilePath(str(folders))


def scan(page, **changes):
    page.request()  # looks for the files at once
    page.data.show_scan(page.data.question(), {**SCAN, **changes})


def plan(page, **changes):
    job = page.request()
    page.show_plan(job, {**FACTS, **changes})
    return job


def train(page, folders):
    """A page in the middle of a training."""
    learn_from_folders(page, folders)
    page.show_running(plan(page))
    page.show_event(Log("1", "info", "", "train.setup", SETUP))
    return page.job
