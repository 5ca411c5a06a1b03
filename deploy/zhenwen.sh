#!/bin/sh
# The command line on a server: root runs every command as the user, with the settings and in the folder of the services.
# Installed as /usr/local/bin/zhenwen. Files that a command writes go where the user may write: `zhenwen export 樱桃 > 樱桃.csv`.
cd /etc/zhenwen || exit 1
set -a
if [ -r secrets.env ]; then . ./secrets.env; fi
exec runuser -u zhenwen -- /opt/zhenwen/bin/zhenwen "$@"
