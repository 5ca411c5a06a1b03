"""The OpenSearch server, fetched once by Maven and laid out as in the project's archive."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
FETCH = ("dependency:copy-dependencies", "--quiet", "--batch-mode", "--file", str(POM))
PATIENCE = 480  # timeout in seconds of the first download
MODULE = "analysis-common"
DESCRIPTOR = f"""\
name={MODULE}
description=Token filters
version={{version}}
opensearch.version={{version}}
java.version=11
classname=org.opensearch.analysis.common.CommonAnalysisPlugin
extended.plugins=lang-painless;optional=true
has.native.controller=false
"""
# <opensearch>2.19.4</opensearch>
_VERSION = re.compile(r"<opensearch>([0-9.]{1,20})</opensearch>")


def missing() -> str | None:
    """Return a message on what this machine lacks to run a cluster; None if nothing."""
    for program, name in (("java", "a Java 17 or newer"), ("mvn", "Maven"), ("openssl", "OpenSSL")):
        if not shutil.which(program):
            return f"The cluster needs {name}: there is no {program} on the path."
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    match = re.search(r'version "(\d{1,3})', told)  # openjdk version "17.0.15" 2025-04-15
    if not match or int(match.group(1)) < 17:
        return f"The cluster needs Java 17 or newer, and this is {told.splitlines()[0] if told else 'none'}."
    return None


def version() -> str:
    """Return the server's version from the pom."""
    match = _VERSION.search(POM.read_text("utf-8"))
    assert match is not None
    return match.group(1)


def home() -> Path:
    """Return the folder with lib, modules and plugins, created if missing. Raises RuntimeError."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zhenwen"
    stamp = hashlib.sha256(POM.read_bytes() + Path(__file__).read_bytes()).hexdigest()[:12]
    whole = cache / f"opensearch-{version()}-{stamp}"
    if not whole.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            draft = Path(folder) / "home"
            _assemble(draft)
            try:
                draft.rename(whole)
            except OSError:
                if not whole.is_dir():  # else another run was faster
                    raise
    return whole


def _assemble(draft: Path) -> None:
    libraries, module = draft / "lib", draft / "modules" / MODULE
    plugin = draft / "plugins" / "opensearch-security"
    fetched = subprocess.run(
        ["mvn", *FETCH, f"-DoutputDirectory={libraries}"], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    if fetched.returncode:
        raise RuntimeError(f"Maven could not fetch the server: {fetched.stdout[-2000:]}{fetched.stderr[-500:]}")
    module.mkdir(parents=True)
    for jar in libraries.glob(f"{MODULE}-*.jar"):
        jar.rename(module / jar.name)
    (module / "plugin-descriptor.properties").write_text(DESCRIPTOR.format(version=version()), "ascii")
    archive = next(libraries.glob("opensearch-security-*.zip"))
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(plugin)
    archive.unlink()
