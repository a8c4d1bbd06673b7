#!/usr/bin/env python3
"""How long it takes to move all the keys of a full hsm1.medium cluster to its hsm2m.medium clone, one `key
replicate` line a key in one session, side by side with bare SQLite that commits the same rows one key at a time.

usage: migrate.py [KEYS]

3,300 keys unless said otherwise, as many as an hsm1.medium HSM holds; two HSMs a cluster. Bare SQLite writes, for
each key, the rows that one replication writes: two of keys and four of audit logs (each cluster's HSMs), into a
copy of the estate's own tables and indexes, and waits for the disk at each commit as the estate does. Both are run
in turn, and medians given. Measure a build without sanitizers, on an idle machine.
"""

import os
import shutil
import sqlite3
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import LOGIN_ALICE, PASSWORD

ROUNDS = 3


def prepare(made, keys):
    """A full blue cluster, and a green one that has its users and none of its keys."""
    estate = made.estate("hsm1")
    backup = estate.newest_backup()
    lines = [LOGIN_ALICE]
    lines += [f"key generate-symmetric aes --label key-{number} --key-length-bytes 32" for number in range(keys)]
    result = estate.session(*lines, timeout=3600, check=True)
    if '"error_code": 1' in result.stdout:
        raise SystemExit("a key could not be made")
    estate.up("green", "--hsm-type", "hsm2m.medium", "--source-backup-id", backup)
    return estate


def replicate(estate, keys):
    """Seconds for the whole session, logins among them."""
    blue, green = estate.clusters["source"], estate.clusters["green"]
    login = f"login --username alice --role crypto-user --password {PASSWORD}"
    lines = [f"{login} --cluster-id {blue}", f"{login} --cluster-id {green}"]
    lines += [f"key replicate --filter attr.label=key-{number} --source-cluster-id {blue}"
              f" --destination-cluster-id {green}" for number in range(keys)]
    begin = time.perf_counter()
    result = estate.run("cloudhsm-cli", "interactive", "--cluster-id", blue,
                        stdin="\n".join(lines) + "\n", timeout=3600, check=True)
    seconds = time.perf_counter() - begin
    if result.stdout.count("Successfully replicated key") != keys:
        raise SystemExit("a key was not replicated")
    return seconds


def written(path):
    """What the replication wrote, a list of rows for each key: (table, columns)."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    newest = database.execute("SELECT partition FROM hsm ORDER BY number DESC LIMIT 2").fetchall()
    rows = {}
    for (partition,) in newest:
        for row in database.execute("SELECT * FROM key WHERE partition = ? ORDER BY handle", (partition,)):
            rows.setdefault(row[2], []).append(("key", row))
    for row in database.execute("SELECT * FROM audit ORDER BY number"):
        handle = row[9] or row[10]
        if handle in rows and len(rows[handle]) < 6:
            rows[handle].append(("audit", row))
    database.close()
    return list(rows.values())


def bare(path, batches):
    """Seconds for SQLite to insert the same rows into the same tables, a commit a key."""
    copy = path + ".bare"
    shutil.copyfile(path, copy)
    database = sqlite3.connect(copy, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = OFF"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("DELETE FROM key")
    database.execute("DELETE FROM audit")
    begin = time.perf_counter()
    for batch in batches:
        database.execute("BEGIN IMMEDIATE")
        for table, row in batch:
            marks = ", ".join("?" * len(row))
            database.execute(f"INSERT INTO {table} VALUES ({marks})", row)
        database.execute("COMMIT")
    seconds = time.perf_counter() - begin
    database.close()
    for end in ("", "-wal", "-shm"):
        if os.path.exists(copy + end):
            os.remove(copy + end)
    return seconds


def main(keys):
    with lab.Lab() as made:
        estate = prepare(made, keys)
        shutil.rmtree(estate.frozen)
        estate.freeze()
        ours, theirs = [], []
        path = os.path.join(estate.home, "estate.db")
        for _ in range(ROUNDS):
            ours.append(replicate(estate, keys))
            checkpointed = sqlite3.connect(path)
            checkpointed.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            checkpointed.close()
            theirs.append(bare(path, written(path)))
            estate.restore()
        our, their = statistics.median(ours), statistics.median(theirs)
        print(f"{keys} key replicate lines  {our:7.2f} s  {1000 * our / keys:6.3f} ms a key")
        print(f"bare SQLite, the same rows {their:7.2f} s  {1000 * their / keys:6.3f} ms a key")
        print(f"ratio                      {our / their:7.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3300)
