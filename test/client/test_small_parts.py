"""Proxies, exit codes, the log and the environment of children."""

import os
import sys

import pytest
from landweave.core.client import exits, pipes, surroundings
from landweave.core.client.proxies import proxy_environment, without_passwords


def test_a_proxy_with_a_login():
    direct = ["https://intern.example/wms", "other.example|"]
    env = proxy_environment("proxy.example", 3128, "dom\\me", "p@ss:w/rd", "HttpProxy", direct)
    assert env["HTTPS_PROXY"] == env["https_proxy"] == "http://dom%5Cme:p%40ss%3Aw%2Frd@proxy.example:3128"
    assert set(env["NO_PROXY"].split(",")) == {"localhost", "127.0.0.1", "::1", "intern.example", "other.example"}


@pytest.mark.parametrize(
    ("type_", "expected"),
    [("HttpProxy", "http://h:1"), ("HttpCachingProxy", "http://h:1"), ("Socks5Proxy", "socks5h://h:1"), ("DefaultProxy", None)],
)
def test_kinds_of_proxies(type_, expected):
    assert proxy_environment("h", 1, type=type_).get("HTTP_PROXY") == expected


def test_no_proxy_at_all():
    assert proxy_environment("h", 1, type="NoProxy") == {"NO_PROXY": "*", "no_proxy": "*"}
    assert proxy_environment("", 1) == {}
    assert proxy_environment("fe80::1", 8080)["HTTP_PROXY"] == "http://[fe80::1]:8080"


def test_passwords_are_hidden():
    line = "Cannot connect to 'http://me:s%40crt@proxy:1' for https://tok@host/pages and https://plain/x@1"
    assert without_passwords(line) == "Cannot connect to 'http://***@proxy:1' for https://***@host/pages and https://plain/x@1"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(
    ("code", "said"),
    [(-9, "ran out of memory"), (-11, "SIGSEGV"), (-6, "SIGABRT"), (-10, "SIGUSR1"), (-250, "signal 250"), (3, "code 3")],
)
def test_exit_codes(code, said):
    assert said in exits.describe_exit(code)


@pytest.mark.parametrize(
    ("code", "said"), [(0xC0000005, "access violation"), (-1073741515, "Visual C++"), (0xC0FFEE00, "0xC0FFEE00")]
)
def test_windows_statuses(monkeypatch, code, said):
    monkeypatch.setattr(sys, "platform", "win32")
    assert said in exits.describe_exit(code)


def test_the_log_stays_small_and_keeps_the_end(tmp_path):
    path = tmp_path / "deep" / "engine.log"
    log = pipes.CappedLog(str(path), max_bytes=10_000)
    for number in range(2000):
        log.write(f"line {number}\n".encode())
    log.close()
    assert path.stat().st_size <= 5_000
    assert (tmp_path / "deep" / "engine.log.1").stat().st_size <= 5_000
    assert path.read_text().endswith("line 1999\n")
    assert log.tail().endswith("line 1999")
    assert len(log.tail()) <= pipes.MAX_TAIL_BYTES


def test_one_huge_write(tmp_path):
    log = pipes.CappedLog(str(tmp_path / "log"), max_bytes=1000)
    log.write(b"x" * 100_000 + b"end")
    assert (tmp_path / "log").stat().st_size <= 1000
    assert log.tail().endswith("end")
    assert len(log.tail()) <= pipes.MAX_TAIL_BYTES


def test_a_log_that_cannot_be_written_does_no_harm(tmp_path):
    (tmp_path / "file").write_text("")
    log = pipes.CappedLog(str(tmp_path / "file" / "log"))
    log.write(b"said\n")
    assert log.tail() == "said"


def test_the_log_goes_on_after_a_restart(tmp_path):
    for word in ("first", "second"):
        log = pipes.CappedLog(str(tmp_path / "log"))
        log.write(word.encode() + b"\n")
        log.close()
    assert (tmp_path / "log").read_text() == "first\nsecond\n"


def test_what_children_inherit(tmp_path):
    base = {"PATH": "/usr/bin", "HOME": "/h", "PYTHONHOME": "/q", "pythonpath": "/q", "GDAL_DATA": "/q", "PROJ_LIB": "/q",
            "LANG": "C", "PIP_USER": "1", "PIP_INDEX_URL": "kept", "HTTPS_PROXY": "http://p", "QT3D_RENDERER": "gl",
            "QGIS_DEBUG": "1",
            "REQUESTS_CA_BUNDLE": str(tmp_path / "gone.pem"), "SSL_CERT_FILE": __file__, "CUDA_VISIBLE_DEVICES": "0"}  # fmt: skip
    env = surroundings.child_environment({"EXTRA": "1"}, base)
    kept = {"PATH", "HOME", "LANG", "PIP_INDEX_URL", "HTTPS_PROXY", "SSL_CERT_FILE", "CUDA_VISIBLE_DEVICES", "EXTRA"}
    assert set(env) == kept | {"PYTHONNOUSERSITE", "PYTHONUTF8"}


def test_folders_of_qgis_leave_the_search_path():
    inside, outside = os.path.join(os.sep, "osgeo", "bin"), os.path.join(os.sep, "windows")
    base = {"PATH": os.pathsep.join([inside, outside]), "OSGEO4W_ROOT": os.path.join(os.sep, "osgeo")}
    assert surroundings.child_environment(base=base)["PATH"] == outside
