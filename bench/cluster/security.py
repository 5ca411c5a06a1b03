"""TLS and the password of a test cluster: what users of compose.opensearch.yaml get, from the same script and file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
SCRIPT, COMPOSE = ROOT / "scripts" / "prepare_opensearch.sh", ROOT / "compose.opensearch.yaml"
USER = "zhenwen"
FILES = "zhenwen"  # the folder of the configuration that has the certificates
HASHER = "java -cp {plugin}/*:{home}/lib/* org.opensearch.security.tools.Hasher -env PASSWORD"
#       plugins.security.ssl.http.enabled: "true"
_SETTING = re.compile(r'^ {6}(plugins\.security\.[a-z_.]{1,80}): "?([^"\n]{1,200})"?$', re.MULTILINE)


@dataclass(frozen=True)
class Security:
    """What clients of a cluster need: the password of `USER` and the authority's certificate; and what nodes do."""

    password: str
    folder: Path

    @property
    def authority(self) -> Path:
        """The certificate that vouches for the nodes."""
        return self.folder / FILES / "authority.pem"


def prepare(folder: Path, home: Path) -> Security:
    """Certificates and the files of the security plugin in `folder`, to be copied into each node's configuration."""
    plugin = home / "plugins" / "opensearch-security"
    folder.mkdir(parents=True)
    environment = {**os.environ, "HASHER": HASHER.format(plugin=plugin, home=home)}
    subprocess.run(
        ["bash", str(SCRIPT), str(folder / FILES)], env=environment, check=True, capture_output=True, text=True
    )
    shutil.copytree(plugin / "config", folder / "opensearch-security")
    shutil.copy(folder / FILES / "internal_users.yml", folder / "opensearch-security")
    password = urlsplit((folder / FILES / "address.txt").read_text("utf-8").strip()).password
    assert password
    return Security(password, folder)


def settings() -> dict[str, str]:
    """The settings of the security plugin that the compose file gives."""
    return dict(_SETTING.findall(COMPOSE.read_text("utf-8")))
