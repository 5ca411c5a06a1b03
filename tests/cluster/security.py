"""TLS and passwords of a test cluster: certificates of an authority of its own, one user, in the plugin's files."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import trustme
from cryptography.hazmat.primitives import serialization as forms

USER = "zhenwen"
HASHER = "org.opensearch.security.tools.Hasher"


@dataclass(frozen=True)
class Security:
    """What clients of a cluster need: the password of `USER`, the certificate of the authority; and what nodes do."""

    password: str
    folder: Path

    @property
    def authority(self) -> Path:
        """The certificate that vouches for the nodes."""
        return self.folder / "authority.pem"


def prepare(folder: Path, home: Path) -> Security:
    """Certificates and the files of the security plugin in `folder`, to be copied into each node's configuration."""
    folder.mkdir(parents=True)
    authority = trustme.CA(organization_name="zhenwen tests")
    node = authority.issue_cert("localhost", "127.0.0.1", common_name="node", organization_name="zhenwen tests")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    (folder / "node.pem").write_bytes(b"".join(blob.bytes() for blob in node.cert_chain_pems))
    key = forms.load_pem_private_key(node.private_key_pem.bytes(), None)
    (folder / "node.key").write_bytes(
        key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    )
    security = Security(secrets.token_urlsafe(12), folder)
    shutil.copytree(home / "plugins" / "opensearch-security" / "config", folder / "opensearch-security")
    users = f'_meta: {{type: internalusers, config_version: 2}}\n{USER}:\n  hash: "{_hash(security.password, home)}"\n'
    users += "  backend_roles: [admin]\n"
    (folder / "opensearch-security" / "internal_users.yml").write_text(users, "ascii")
    return security


def _hash(password: str, home: Path) -> str:
    jars = f"{home / 'plugins' / 'opensearch-security'}/*:{home / 'lib'}/*"
    command = ["java", "-cp", jars, HASHER, "-env", "PASSWORD"]
    made = subprocess.run(command, env={"PASSWORD": password, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
    lines = [line for line in made.stdout.splitlines() if line.startswith("$2")]
    if not lines:
        raise RuntimeError(f"No password could be hashed: {made.stdout}{made.stderr}")
    return lines[-1].strip()


SETTINGS = {
    "plugins.security.ssl.transport.pemcert_filepath": "node.pem",
    "plugins.security.ssl.transport.pemkey_filepath": "node.key",
    "plugins.security.ssl.transport.pemtrustedcas_filepath": "authority.pem",
    "plugins.security.ssl.transport.enforce_hostname_verification": False,
    "plugins.security.ssl.http.enabled": True,
    "plugins.security.ssl.http.pemcert_filepath": "node.pem",
    "plugins.security.ssl.http.pemkey_filepath": "node.key",
    "plugins.security.ssl.http.pemtrustedcas_filepath": "authority.pem",
    "plugins.security.allow_default_init_securityindex": True,
    "plugins.security.nodes_dn": ["*"],
    "plugins.security.authcz.admin_dn": ["CN=nobody"],
    "plugins.security.audit.type": "noop",
}
