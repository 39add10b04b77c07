"""What a host copies: systemd's own tools find nothing wrong with the units, and close they are."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import ceiling

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
UNITS = ("baseline.service", "baseline@.service")
# What systemd-analyze 252 says of them is 1.2; later ones ask about more.
MOST_EXPOSED = 2.0
ANALYZE = shutil.which("systemd-analyze")


def told(*words: str) -> "subprocess.CompletedProcess[str]":
    assert ANALYZE
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True, check=False)


def placed(name: str, folder: Path) -> Path:
    """The unit as on a host, where the program is there."""
    unit = (DEPLOY / name).read_text()
    file = folder / name
    file.write_text(unit.replace("/opt/baseline/.venv/run/bin/python", sys.executable))
    assert sys.executable in file.read_text()
    return file


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze on this machine")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_nothing_wrong(name: str, tmp_path: Path) -> None:
    done = told("verify", "--man=no", str(placed(name, tmp_path)))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    wrong = placed(name, tmp_path)
    wrong.write_text(wrong.read_text().replace("ProtectHome=yes", "ProtectHome=perhaps"))
    assert "protect home" in told("verify", "--man=no", str(wrong)).stderr


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze on this machine")
@pytest.mark.parametrize("name", UNITS)
def test_it_is_closed(name: str) -> None:
    done = told("security", "--offline=yes", "--no-pager", str(DEPLOY / name))
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) <= MOST_EXPOSED


def test_a_replica_is_the_same_but_for_its_port() -> None:
    one, many = ((DEPLOY / name).read_text().splitlines() for name in UNITS)
    more = [line for line in many if line not in one and not line.startswith(("#", "Description"))]
    assert more == ["Environment=PORT=%i"]
    assert [line for line in one if line not in many and "=" in line] == [one[2]]


def test_the_hosts_are_told_of_them() -> None:
    hosting = (ROOT / "docs" / "hosting.md").read_text()
    for file in DEPLOY.iterdir():
        assert f"deploy/{file.name}" in hosting


NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
OPENSSL = shutil.which("openssl")


@pytest.mark.skipif(not (NGINX and OPENSSL), reason="there is no nginx on this machine")
def test_nginx_takes_it(tmp_path: Path) -> None:
    assert NGINX and OPENSSL
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=bot"]
    made = [*make, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, capture_output=True, check=True)
    site = (DEPLOY / "nginx.conf").read_text()
    places = {"certs/bot.example.org.pem": certificate, "private/bot.example.org.key": key}
    for place, ours in places.items():
        assert f"/etc/ssl/{place}" in site
        site = site.replace(f"/etc/ssl/{place}", str(ours))
    (tmp_path / "site.conf").write_text(site)
    whole = f"pid {tmp_path}/pid; events {{}} http {{ include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole)
    told = [NGINX, "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_the_arithmetic_is_what_its_command_prints() -> None:
    """The table of a million circles in docs/hosting.md, line by line."""
    hosting = (ROOT / "docs" / "hosting.md").read_text()
    printed = ceiling.lines(1_000_000, 10, 0.2, 5, 30)
    for words, figure in printed[:9]:
        said, unit = words.removesuffix(", minutes"), " minutes" * words.endswith(", minutes")
        assert f"| {said} | {figure}{unit} |" in hosting
    paid, stars = (figure for _, figure in printed[9:])
    assert f"after {paid} minutes and cost {stars} Stars a day" in hosting
