"""nginx as it is shipped, before one or two processes of the app on this machine."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.server import ROOT, end, wait_until_healthy

MAIN = """
daemon off;
pid {work}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    include {work}/site.conf;
}}
"""


class NginxMissingError(RuntimeError):
    """There is no nginx to start."""


@contextmanager
def nginx(work: Path, apps: tuple[int, int], tls: int, plain: int) -> Iterator[None]:
    """nginx before processes at two ports, at one port with TLS and one without, until the block ends.

    `work` is a folder for its files and the certificate. Raises NginxMissingError.
    """
    # nginx hands its work to an unprivileged process, which must be able to come in.
    for folder in (work, work.parent):
        folder.chmod(folder.stat().st_mode | 0o055)
    _certificate(work)
    (work / "site.conf").write_text(_site(work, apps, tls, plain))
    (work / "nginx.conf").write_text(MAIN.format(work=work))
    log = work / "nginx.log"
    with log.open("wb") as said:
        process = subprocess.Popen([_path(), "-c", str(work / "nginx.conf")], stdout=said, stderr=said)
    try:
        wait_until_healthy(process, f"http://localhost:{plain}/_stcore/health", log, trusts=trusting_nobody())
        yield
    finally:
        end(process)


def trusting_nobody() -> ssl.SSLContext:
    """TLS without a look at who the other side is: it is this machine."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _path() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        raise NginxMissingError("There is no nginx on the PATH. On Debian: apt-get install nginx-light.")
    return found


def _site(work: Path, apps: tuple[int, int], tls: int, plain: int) -> str:
    """The shipped example with our names, ports and certificate."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for shipped, ours in {
        "https://dash.example.com": f"https://localhost:{tls}",
        "dash.example.com": "localhost",
        "listen 80": f"listen 127.0.0.1:{plain}",
        "listen 443 ssl": f"listen 127.0.0.1:{tls} ssl",
        "/etc/ssl/dualsite": str(work),
        "127.0.0.1:8501": f"127.0.0.1:{apps[0]}",
        "127.0.0.1:8502": f"127.0.0.1:{apps[1]}",
    }.items():
        assert shipped in text, f"deploy/nginx.conf no longer has {shipped}"
        text = text.replace(shipped, ours)
    return text


def _certificate(work: Path) -> None:
    """A certificate of our own for this machine."""
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
        "-addext subjectAltName=IP:127.0.0.1 -keyout privkey.pem -out fullchain.pem"
    )
    subprocess.run(command.split(), cwd=work, check=True, capture_output=True)
