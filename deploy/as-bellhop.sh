#!/bin/sh
# Entry point of an image whose volume belongs to root: gives it to Bellhop's user and runs the command as that user.
set -eu
[ "$(stat -c %u "$DATA_DIR")" = 1000 ] || chown bellhop:bellhop "$DATA_DIR"
exec setpriv --reuid=bellhop --regid=bellhop --init-groups --no-new-privs "$@"
