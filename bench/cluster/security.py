"""TLS and password of a test cluster, from the script and file that users of compose.opensearch.yaml get."""

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
FILES = "zhenwen"  # configuration folder of the certificates
HASHER = "java -cp {plugin}/*:{home}/lib/* org.opensearch.security.tools.Hasher -env PASSWORD"
#       plugins.security.ssl.http.enabled: "true"
_SETTING = re.compile(r'^ {6}(plugins\.security\.[a-z_.]{1,80}): "?([^"\n]{1,200})"?$', re.MULTILINE)


@dataclass(frozen=True)
class Security:
    """Security of a cluster: the password of `USER` and the CA certificate for clients, and the files for nodes."""

    password: str
    folder: Path

    @property
    def authority(self) -> Path:
        """Return the path of the CA certificate that signs those of the nodes."""
        return self.folder / FILES / "authority.pem"


def prepare(folder: Path, home: Path) -> Security:
    """Write certificates and the security plugin's files to `folder`, to be copied into each node's configuration."""
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
    """Return the security plugin's settings from the compose file."""
    return dict(_SETTING.findall(COMPOSE.read_text("utf-8")))
