"""The store may lie in an object store (s3://…): the same commands, the same rows, two writers at once included."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.keeping import made_project, put_bytes
from workbench.project import Project
from workbench.store import Store
from workbench.store.upkeep import history, vacuum

AT = "s3://archive/county/store"


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    """An S3 server of its own process on loopback, with one bucket; the environment that leads to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _make_bucket(f"{address}/archive")
        yield {
            "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
            "AWS_REGION": "us-east-1",
        }
    finally:
        process.kill()
        process.wait()


def _make_bucket(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(urllib.request.Request(address, method="PUT")).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start within 30 s")


def ingest(project: Project, environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "workbench", "ingest", "--project", str(project.root), "--store", AT]
    return subprocess.Popen(
        command, env=os.environ | environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_two_ingests_into_an_object_store_give_what_a_local_one_gives(
    tmp_path: Path, server: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = made_project(tmp_path, reports=3)
    put_bytes(project, "empty.pdf", b"")
    both = [ingest(project, server) for _ in range(2)]
    assert [(process.wait(120), process.communicate()[1]) for process in both] == [(1, "")] * 2
    again = ingest(project, server)
    assert again.communicate()[0].startswith("Ingest: 0 files read, 4 unchanged, 1 failed.")
    local = subprocess.run([sys.executable, "-m", "workbench", "ingest", "--project", str(tmp_path)])
    assert local.returncode == 1
    for name, value in server.items():
        monkeypatch.setenv(name, value)
    far, near = Store(AT), Store(project.store)
    rows = far.documents().sort("path").collect()
    assert rows.equals(near.documents().sort("path").collect())
    good = rows.filter(pl.col("status") == "ok")
    assert far.readings(good).equals(near.readings(good)) and far.texts(good).equals(near.texts(good))
    assert history(far).filter(pl.col("extractor").is_not_null()).height >= 1
    assert [done.table for done in vacuum(far, 0, {})] == ["documents", "readings", "texts"]
    assert far.documents().sort("path").collect().equals(rows)


def test_a_bucket_that_is_not_there_is_called_so(tmp_path: Path, server: dict[str, str]) -> None:
    project = made_project(tmp_path)
    command = [sys.executable, "-m", "workbench", "ingest", "--project", str(project.root)]
    done = subprocess.run(
        [*command, "--store", "s3://nowhere/store"],
        env=os.environ | server, text=True, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2 and "NoSuchBucket" in done.stderr and "\x1b" not in done.stderr


def test_an_address_that_nobody_answers_at_is_one_sentence(tmp_path: Path) -> None:
    """No credentials, no region: the library raises an error that is none of its own."""
    project = made_project(tmp_path)
    nobody = {"AWS_EC2_METADATA_DISABLED": "true"}
    process = ingest(project, nobody)
    said = process.communicate(timeout=120)[1].strip().splitlines()
    assert process.returncode == 2 and said[-1].startswith("workbench: s3://")
    assert not any("Traceback" in line for line in said)
