# For suites in a guest with systemd: an ordinary user with a systemd of its own, and programs started by that.

# make_user NAME: and wait for its systemd; $HERE is a directory that it can enter, with the runtime in it.
make_user() {
  useradd --create-home --shell /bin/bash "$1"
  install -d -m755 "$HERE"
  install -m755 "${BULKHEAD_BIN_DIR:?run by ./dev vm}/bulkhead" "$HERE/bulkhead"
  loginctl enable-linger "$1"
  for _ in $(seq 150); do
    if [ -S "/run/user/$(id -u "$1")/bus" ]; then return 0; fi
    sleep 0.2
  done
  return 1
}

# as_user [OPTIONS OF SYSTEMD-RUN] COMMAND...: as $NAME, in a service of its own.
as_user() {
  local uid
  uid=$(id -u "$NAME")
  setpriv --reuid "$NAME" --regid "$NAME" --init-groups env -i HOME="/home/$NAME" XDG_RUNTIME_DIR="/run/user/$uid" \
    DBUS_SESSION_BUS_ADDRESS="unix:path=/run/user/$uid/bus" PATH=/usr/bin:/bin:/usr/sbin:/sbin \
    systemd-run --user --quiet --wait --pipe --collect "$@"
}
