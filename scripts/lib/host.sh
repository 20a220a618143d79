# shellcheck shell=bash
#
# What Quark's scripts need from the machine they run on: packages, a reachable qemu:///system, root where it can be
# had. To be sourced. Every function may be called again at any time and is quick when there is nothing left to do;
# messages go to standard error; shell options of the caller are neither changed nor relied on.
#
#   host_as_root CMD...     run CMD as root, directly or through `sudo -n`; 1 where neither is possible
#   host_can_root           whether host_as_root can work
#   host_arch_supported     whether this processor can run the tiny image
#   host_install            install the Debian packages that are missing
#   host_libvirt_up         make qemu:///system answer
#   host_libvirt_down       undo host_libvirt_up
#   host_have_real_libvirt  whether qemu:///system answers and QEMU is there (a test, changes nothing)
#   host_have_tun           whether guests can be given network cards (a test, changes nothing)
#   host_guards_down        take away Quark's tables of nftables, where nobody needs them any more
#
# QUARK_STATE_DIR names the caller: two callers with different directories share the daemons, and the last one to call
# host_libvirt_down stops them. What was started is remembered in HOST_RUN_DIR, which a restart of the machine empties
# together with the processes that it speaks of.

HOST_LIBVIRT_URI=qemu:///system
HOST_RUN_DIR=/run/quark-host
HOST_LOCK_FILE=/run/lock/quark-host.lock
HOST_KVM_NODE=/dev/kvm

HOST_APT_ATTEMPTS=4
HOST_APT_LOCK_SECONDS=60
HOST_LOCK_SECONDS=300
HOST_CONNECT_SECONDS=20
HOST_START_SECONDS=40
HOST_STOP_SECONDS=15

HOST_PACKAGES=(
  libvirt-daemon-system libvirt-clients libvirt-daemon-driver-qemu
  qemu-system-x86 qemu-utils
  dnsmasq-base iproute2 iputils-ping nftables openvswitch-switch
  tcpdump xorriso busybox-static cpio xz-utils zstd
  jq curl
)

host__say() {
  printf 'quark: %s\n' "$*" >&2
}

# ---------------------------------------------------------------------------------------------------------- root

host__is_root() {
  [[ ${EUID:-$(id -u)} -eq 0 ]]
}

host_can_root() {
  host__is_root || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

host_as_root() {
  if host__is_root; then
    "$@"
  elif host_can_root; then
    sudo -n -- "$@"
  else
    return 1
  fi
}

host_arch_supported() {
  [[ $(uname -m) == x86_64 ]]
}

# ---------------------------------------------------------------------------------------------------------- lock

# Runs a function while no other user of this library is changing the machine. In a subshell with descriptor 9 as the
# lock: it is released however the function ends. Read-only, so that root and other users can share one file.
host__locked() {
  local file=$HOST_LOCK_FILE
  [[ -d ${file%/*} ]] || file=/tmp/${file##*/}
  [[ -e $file ]] || (umask 022 && : >"$file") 2>/dev/null || true
  (
    flock -w "$HOST_LOCK_SECONDS" 9 || {
      host__say "another run has held $file for $HOST_LOCK_SECONDS s: see who with 'fuser -v $file'"
      exit 1
    }
    "$@"
  ) 9<"$file"
}

# ------------------------------------------------------------------------------------------------------ packages

host__missing_packages() {
  local package status
  for package in "${HOST_PACKAGES[@]}"; do
    # shellcheck disable=SC2016  # dpkg-query expands this one
    status=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null) || status=
    [[ $status == ?i* ]] || printf '%s\n' "$package"
  done
}

# False when the package lists are empty or too old to know one of the packages.
host__apt_knows() {
  local package
  for package in "$@"; do
    apt-cache show --no-all-versions "$package" >/dev/null 2>&1 || return 1
  done
}

# Without descriptor 9, or a daemon that a package starts would hold the lock for as long as it lives.
host__apt_get() {
  host_as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
    -o "DPkg::Lock::Timeout=$HOST_APT_LOCK_SECONDS" -o Acquire::Retries=3 "$@" </dev/null >&2 9<&-
}

host__install_missing() {
  local -a missing
  local attempt

  # Asked again under the lock: another run may have installed them while this one waited.
  mapfile -t missing < <(host__missing_packages)
  ((${#missing[@]} > 0)) || return 0

  host__say "installing ${missing[*]}"
  for ((attempt = 1; attempt <= HOST_APT_ATTEMPTS; attempt++)); do
    # A first failure is most often a list that names a version the mirror no longer has.
    if ((attempt > 1)) || ! host__apt_knows "${missing[@]}"; then
      host__apt_get update || true
    fi
    if host__apt_get install --no-install-recommends "${missing[@]}"; then
      return 0
    fi
    host__say "apt-get failed (attempt $attempt of $HOST_APT_ATTEMPTS)"
    ((attempt == HOST_APT_ATTEMPTS)) || sleep $((attempt * 5))
  done
  host__say "could not install ${missing[*]}: apt-get's own words are above"
  return 1
}

host_install() {
  local -a missing
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    host__say "only Debian and its relatives are known here: install the equivalents of ${HOST_PACKAGES[*]}"
    return 1
  fi
  mapfile -t missing < <(host__missing_packages)
  ((${#missing[@]} > 0)) || return 0
  if ! host_can_root; then
    host__say "packages are missing, and neither root nor a sudo without password is at hand; as root type:"
    host__say "  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    return 1
  fi
  host__locked host__install_missing
}

# ----------------------------------------------------------------------------------------------------- processes

# Reads the first line of a file that may vanish at any moment into the variable named. Not $(<file): where the caller
# has `set -e`, bash leaves the shell when that file is missing, even in a condition.
host__first_line() {
  local host__line=
  { IFS= read -r host__line <"$1" || [[ -n $host__line ]]; } 2>/dev/null || return 1
  printf -v "$2" '%s' "$host__line"
}

# A process is named by its id and its start time, so that a recycled id is never taken for the old process. One that
# has ended counts as gone although nobody may have collected it: in a container that can take for ever.
host__start_time() {
  local stat
  local -a fields
  host__first_line "/proc/$1/stat" stat || return 1
  read -r -a fields <<<"${stat##*) }"
  [[ ${fields[0]} != [ZX] ]] || return 1
  printf '%s\n' "${fields[19]}"
}

host__comm() {
  local comm
  host__first_line "/proc/$1/comm" comm && printf '%s\n' "$comm"
}

# The id of a running daemon by its own pid file; nothing when that file is a left-over.
host__running_pid() {
  local name=$1 pid
  host__first_line "/run/$name.pid" pid || return 1
  [[ $pid =~ ^[0-9]+$ && $(host__comm "$pid") == "$name" ]] || return 1
  host__start_time "$pid" >/dev/null || return 1
  printf '%s\n' "$pid"
}

host__remember() {
  printf '%s\n' "$2" | host_as_root tee "$HOST_RUN_DIR/$1" >/dev/null
}

host__recall() {
  local line
  host__first_line "$HOST_RUN_DIR/$1" line && printf '%s\n' "$line"
}

host__forget() {
  host_as_root rm -f "$HOST_RUN_DIR/$1"
}

host__remember_daemon() {
  local pid started
  pid=$(host__running_pid "$1") && started=$(host__start_time "$pid") && host__remember "$1" "$pid $started"
}

host__start_daemon() {
  local name=$1 tick
  # One that is already there belongs to somebody else (or to an earlier run, then it is remembered already).
  host__running_pid "$name" >/dev/null && return 0
  if ! host_as_root "$name" -d </dev/null >&2 9<&-; then
    host__say "$name did not start"
    return 1
  fi
  for ((tick = 0; tick < 50; tick++)); do
    host__remember_daemon "$name" && return 0
    sleep 0.1
  done
  host__say "$name was started but left no process behind"
  return 1
}

# Stops a daemon only if it is the very process that this library started.
host__stop_daemon() {
  local name=$1 pid started tick
  read -r pid started < <(host__recall "$name") || return 0
  if [[ $(host__start_time "$pid") == "$started" ]]; then
    host_as_root kill -TERM "$pid"
    for ((tick = 0; tick < HOST_STOP_SECONDS * 10; tick++)); do
      [[ $(host__start_time "$pid") == "$started" ]] || break
      sleep 0.1
    done
    if [[ $(host__start_time "$pid") == "$started" ]]; then
      host__say "$name (process $pid) did not end within $HOST_STOP_SECONDS s: killing it"
      host_as_root kill -KILL "$pid"
    fi
  fi
  host__forget "$name"
}

# ------------------------------------------------------------------------------------------------------- /dev/kvm

host__has_virtualisation() {
  grep -qwE 'vmx|svm' /proc/cpuinfo
}

# Where the node exists but the processor cannot virtualise, and QEMU's user cannot open the node, libvirt asks QEMU
# for its capabilities anew at every call that needs them, 2 s each. An openable node lets it keep the first answer.
host__open_kvm_node() {
  local mode
  [[ -c $HOST_KVM_NODE ]] && ! host__has_virtualisation || return 0
  mode=$(stat -c %a "$HOST_KVM_NODE")
  [[ $mode != 666 ]] || return 0
  if host_as_root chmod 666 "$HOST_KVM_NODE" 2>/dev/null; then
    host__recall kvm-mode >/dev/null || host__remember kvm-mode "$mode"
  else
    host__say "$HOST_KVM_NODE cannot be opened by QEMU's user: every start of a guest will take a minute or more"
  fi
}

host__restore_kvm_node() {
  local mode
  mode=$(host__recall kvm-mode) || return 0
  host_as_root chmod "$mode" "$HOST_KVM_NODE"
  host__forget kvm-mode
}

# -------------------------------------------------------------------------------------------------------- libvirt

host__libvirt_answers() {
  command -v virsh >/dev/null && timeout "$HOST_CONNECT_SECONDS" virsh -q -c "$HOST_LIBVIRT_URI" version >/dev/null 2>&1 9<&-
}

host_have_real_libvirt() {
  command -v qemu-system-x86_64 >/dev/null && host__libvirt_answers
}

# The node can be there without the driver behind it, so it is opened rather than looked at.
host_have_tun() {
  host_as_root sh -c ': <>/dev/net/tun' 2>/dev/null
}

host__has_service_manager() {
  [[ -d /run/systemd/system && $(host__comm 1) == systemd ]]
}

# Services that a service manager looks after are left running by host_libvirt_down: installing the packages starts
# them too, and nobody expects a script to stop them.
host__start_services() {
  local unit
  for unit in libvirtd.service virtqemud.service; do
    if systemctl cat "$unit" >/dev/null 2>&1; then
      host_as_root systemctl start "$unit" >&2
      return
    fi
  done
  host__say "no libvirt service is installed: host_install installs it"
  return 1
}

host__show_libvirt_log() {
  local log=/var/log/libvirt/libvirtd.log
  if host__has_service_manager; then
    host_as_root journalctl -q --no-pager -n 20 -u libvirtd -u virtqemud >&2
  elif host_as_root test -s "$log"; then
    host__say "the last lines of $log:"
    host_as_root tail -n 20 "$log" >&2
  fi
}

host__explain_silence() {
  if host_as_root timeout "$HOST_CONNECT_SECONDS" virsh -q -c "$HOST_LIBVIRT_URI" version >/dev/null 2>&1 9<&-; then
    host__say "$HOST_LIBVIRT_URI answers root but not $(id -un): join the group (adduser $(id -un) libvirt), log in again"
    return
  fi
  host__say "$HOST_LIBVIRT_URI does not answer: $(
    timeout "$HOST_CONNECT_SECONDS" virsh -c "$HOST_LIBVIRT_URI" version 2>&1 >/dev/null 9<&- | head -n 3 | tr '\n' ' '
  )"
  host__show_libvirt_log
}

# The log daemon first: libvirtd hands it the output of every guest.
host__start_daemons() {
  host__start_daemon virtlogd && host__start_daemon libvirtd
}

# A daemon that ends while it is waited for (one that was dying when it was looked at, say) is started once more.
host__await_libvirt() {
  local deadline=$((SECONDS + HOST_START_SECONDS)) restarts=1
  while ((SECONDS < deadline)); do
    host__libvirt_answers && return 0
    if ! host__has_service_manager && ! host__running_pid libvirtd >/dev/null; then
      ((restarts-- > 0)) || break
      host__start_daemons || break
    fi
    sleep 0.2
  done
  host__explain_silence
  return 1
}

host__warn_about_node() {
  host_have_tun || host__say "/dev/net/tun cannot be opened: guests start only without network cards" \
    "(in a container: add the device and NET_ADMIN)"
}

# -- who uses the daemons: a name in HOST_RUN_DIR/users for each caller, which counts while the caller's own mark is
# there. A state directory that was deleted thus no longer keeps the daemons alive.

host__state_dir() {
  printf '%s\n' "${QUARK_STATE_DIR:-${XDG_STATE_HOME:-$HOME/.local/state}/quark}"
}

host__user_name() {
  host__state_dir | cksum | tr ' ' -
}

host__enter() {
  local state
  state=$(host__state_dir)
  mkdir -p "$state" && : >"$state/uses-libvirt" || return 1
  host_as_root mkdir -p "$HOST_RUN_DIR/users" && host__remember "users/$(host__user_name)" "$state"
}

host__leave() {
  rm -f "$(host__state_dir)/uses-libvirt"
  host__forget "users/$(host__user_name)"
}

host__other_users() {
  local file state own
  own=$(host__state_dir)
  for file in "$HOST_RUN_DIR"/users/*; do
    host__first_line "$file" state || continue
    if [[ ! -e $state/uses-libvirt ]]; then
      host__forget "users/${file##*/}"
    elif [[ $state != "$own" ]]; then
      printf '%s\n' "$state"
    fi
  done
}

host__bring_up() {
  host__enter || {
    host__say "cannot write to $(host__state_dir) (QUARK_STATE_DIR) or $HOST_RUN_DIR"
    return 1
  }
  # Before the daemon starts, so that what it learns about QEMU first stays true.
  host__open_kvm_node
  if ! host__libvirt_answers; then
    if host__has_service_manager; then
      host__start_services || return 1
    else
      host__start_daemons || {
        host__show_libvirt_log
        return 1
      }
    fi
    host__await_libvirt || return 1
  fi
  host__warn_about_node
}

host_libvirt_up() {
  if ! command -v virsh >/dev/null || ! { [[ -x /usr/sbin/libvirtd ]] || command -v libvirtd virtqemud >/dev/null; }; then
    host__say "libvirt is not installed: host_install installs it"
    return 1
  fi
  if ! host_can_root; then
    # Nothing can be started, but a daemon that runs may well let this user in.
    host__libvirt_answers && return 0
    host__explain_silence
    host__say "starting it needs root or a sudo without password"
    return 1
  fi
  host__locked host__bring_up
}

host__running_guests() {
  timeout "$HOST_CONNECT_SECONDS" virsh -q -c "$HOST_LIBVIRT_URI" list --name 2>/dev/null 9<&- | grep -v '^$'
}

host__take_down() {
  local others guests
  [[ -e $(host__state_dir)/uses-libvirt ]] || return 0
  others=$(host__other_users)
  if [[ -n $others ]]; then
    host__leave
    host__say "libvirt stays up for ${others//$'\n'/, }"
    return 0
  fi
  # Without its log daemon a guest's console is lost: a guest that still runs keeps the daemons.
  if host__recall virtlogd >/dev/null && guests=$(host__running_guests); then
    host__say "libvirt stays up, these guests still run: ${guests//$'\n'/, }"
    return 1
  fi
  host__stop_daemon libvirtd
  host__stop_daemon virtlogd
  host__restore_kvm_node
  host__leave
}

host_libvirt_down() {
  host_can_root || return 0
  host__locked host__take_down
}

# The entries of a table of Quark's, a line each: `"TAP" comment "OWNER" : goto CHAIN`; none where there is no such table.
host__guards() {
  local map
  local -A maps=([quark]='guarded marked' [quark_filter]='filtered_from filtered_to')
  for map in ${maps[$1]}; do
    host_as_root nft list map bridge "$1" "$map" 2>/dev/null | tr ',' '\n' | grep -E '" (comment "[^"]*" )?: goto ' || true
  done
}

# Whether a quark-compute runs that uses this machine's own network, whoever started it.
host__compute_runs() {
  local pid here
  here=$(readlink /proc/self/ns/net)
  for pid in $(pgrep -f 'io\.quark\.compute\.Main'); do
    [[ $(host_as_root readlink "/proc/$pid/ns/net" 2>/dev/null) != "$here" ]] || return 0
  done
  return 1
}

# Takes away Quark's tables of nftables where nobody needs them: no machine on this host is guarded by them, and no
# quark-compute runs.
host_guards_down() {
  local table
  host_can_root && command -v nft >/dev/null || return 0
  ! host__compute_runs || return 0
  for table in quark_filter quark; do
    if [[ -z $(host__guards "$table") ]]; then
      host_as_root nft delete table bridge "$table" 2>/dev/null || true
    fi
  done
}
