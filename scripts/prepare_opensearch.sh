#!/usr/bin/env bash
# Makes what compose.opensearch.yaml mounts: certificates of an authority of your own, and one user with a random password.
# Usage: scripts/prepare_opensearch.sh [FOLDER]        (default: opensearch)
# HASHER is the command that prints the bcrypt hash of the password in $PASSWORD; by default the server's image has it.
set -euo pipefail
folder=${1:-opensearch}
image=${OPENSEARCH_IMAGE:-opensearchproject/opensearch:2.19.4}
if [ -e "$folder" ]; then
  echo "There is a folder $folder already; remove it first, or name another." >&2
  exit 1
fi
umask 077
mkdir -p "$folder"
cd "$folder"

openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj "/O=zhenwen/CN=authority" \
  -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
  -keyout authority.key -out authority.pem 2>/dev/null
openssl req -newkey rsa:3072 -nodes -subj "/CN=node" -keyout node.key -out node.csr 2>/dev/null
printf '%s\n' "subjectAltName=DNS:opensearch,DNS:localhost,IP:127.0.0.1" "extendedKeyUsage=serverAuth,clientAuth" \
  "keyUsage=critical,digitalSignature,keyEncipherment" "basicConstraints=critical,CA:FALSE" > node.ext
openssl x509 -req -in node.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 3650 -extfile node.ext \
  -out node.pem 2>/dev/null
rm node.csr node.ext authority.srl

PASSWORD=$(openssl rand -hex 16)
export PASSWORD
hasher=${HASHER:-docker run --rm -e PASSWORD --entrypoint bash $image plugins/opensearch-security/tools/hash.sh -env PASSWORD}
hash=$($hasher | grep '^\$2' | tail -n 1)
if [ -z "$hash" ]; then
  echo "The password could not be hashed: is Docker running?" >&2
  exit 1
fi
cat > internal_users.yml <<EOF
_meta: {type: internalusers, config_version: 2}
zhenwen:
  hash: "$hash"
  backend_roles: [admin]
EOF
# The server's user in the image is 1000; the authority's key stays yours.
chmod 644 authority.pem node.pem node.key internal_users.yml
chmod 755 .
cat > address.txt <<EOF
opensearch+https://zhenwen:$PASSWORD@localhost:9200/zhenwen?ca=$(pwd)/authority.pem
EOF
echo "Made $folder. Start the server with: docker compose -f compose.opensearch.yaml up --detach"
echo "Then: zhenwen build corpus --engine \"\$(cat $folder/address.txt)\""
