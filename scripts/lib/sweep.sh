# shellcheck shell=bash
#
# What tests leave that were killed. To be sourced after host.sh. Whatever a test makes that outlives a process bears the id of
# the test's JVM (in Java: TestMark), and is left over when that has gone; so a run never touches what another one uses:
#
#   /var/tmp/quark-e2e-PID-*     a whole Quark: its processes, and its machines on the libvirt of this machine
#   /tmp/quark-libvirt-PID-*     a libvirt of a test's own
#   quark-rig-PID-*, quark-test-PID-*    network namespaces
#   quark-test-PID               the owner of devices (in their alias) and of rules of nftables (in their comment)
#
#   sweep_leftovers         removes what is left over; may be called at any time
#   sweep_end PID           ends a process and its JVMs, and waits until they are gone

SWEEP_DIRS=(/var/tmp/quark-e2e- "${TMPDIR:-/tmp}/quark-libvirt-" /tmp/quark-libvirt-)
SWEEP_OWNER=quark-test-
SWEEP_END_SECONDS=40

sweep__has_gone() {
  [[ $1 =~ ^[0-9]+$ && $(host__comm "$1") != java ]]
}

# Kills processes and waits until they are gone: one that is dying may have started its last command already.
sweep__kill() {
  local pid tick
  for pid in "$@"; do
    host_as_root kill -9 "$pid" 2>/dev/null || true
  done
  for pid in "$@"; do
    for ((tick = 0; tick < 100; tick++)); do
      host__start_time "$pid" >/dev/null || break
      sleep 0.1
    done
  done
}

sweep__descendants() {
  local child
  for child in $(pgrep -P "$1"); do
    printf '%s\n' "$child"
    sweep__descendants "$child"
  done
}

sweep_end() {
  local pid tick
  local -a jvms=()
  for pid in $(sweep__descendants "$1"); do
    [[ $(host__comm "$pid") != java ]] || jvms+=("$pid")
  done
  # Asked first, so that they clear up themselves.
  kill "$1" "${jvms[@]}" 2>/dev/null || true
  for ((tick = 0; tick < SWEEP_END_SECONDS * 10; tick++)); do
    for pid in "$1" "${jvms[@]}"; do
      ! host__start_time "$pid" >/dev/null || { sleep 0.1 && continue 2; }
    done
    break
  done
  sweep__kill "$1" "${jvms[@]}"
}

sweep__namespaces() {
  local name
  for name in $(ip netns list 2>/dev/null | grep -oE '^quark-(rig|test)-[0-9]+-[^ ]*'); do
    if sweep__has_gone "$(cut -d- -f3 <<<"$name")"; then
      # shellcheck disable=SC2046  # each a word
      sweep__kill $(host_as_root ip netns pids "$name")
      host_as_root ip netns delete "$name" || true
    fi
  done
}

# Machines whose own disks and logs lie in that directory.
sweep__machines() {
  local name
  for name in $(virsh -q -c "$HOST_LIBVIRT_URI" list --all --name); do
    if virsh -c "$HOST_LIBVIRT_URI" dumpxml "$name" 2>/dev/null | grep -qF "$1/"; then
      virsh -q -c "$HOST_LIBVIRT_URI" destroy "$name" >/dev/null 2>&1 || true
      virsh -q -c "$HOST_LIBVIRT_URI" undefine --managed-save --snapshots-metadata "$name" >/dev/null 2>&1 || true
    fi
  done
}

sweep__directories() {
  local prefix dir
  for prefix in "${SWEEP_DIRS[@]}"; do
    for dir in "$prefix"*; do
      if [[ ${dir#"$prefix"} =~ ^([0-9]+)-[0-9]+$ ]] && sweep__has_gone "${BASH_REMATCH[1]}"; then
        # shellcheck disable=SC2046  # each a word
        sweep__kill $(pgrep -f "$dir/")
        if host_have_real_libvirt; then
          sweep__machines "$dir"
        fi
        host_as_root rm -rf "$dir" || true
      fi
    done
  done
}

sweep__devices() {
  local device owner
  while read -r device owner; do
    if sweep__has_gone "${owner#"$SWEEP_OWNER"}"; then
      host_as_root ip link delete dev "$device" 2>/dev/null || true
    fi
  done < <(ip -j link 2>/dev/null | jq -r --arg owner "quark:$SWEEP_OWNER" \
    '.[] | select((.ifalias // "") | startswith($owner)) | .ifname + " " + (.ifalias | split(":")[1])')
}

sweep__unguard() {
  local tap=$1 what
  for what in "element bridge quark guarded { \"$tap\" }" "element bridge quark marked { \"$tap\" }" \
    "element bridge quark_filter filtered_from { \"$tap\" }" "element bridge quark_filter filtered_to { \"$tap\" }" \
    "chain bridge quark $tap" "chain bridge quark ${tap}_dscp" "set bridge quark ${tap}_ip4" "set bridge quark ${tap}_ip6" \
    "chain bridge quark_filter ${tap}_out" "chain bridge quark_filter ${tap}_in" "chain bridge quark_filter ${tap}_passed" \
    "set bridge quark_filter ${tap}_flows4" "set bridge quark_filter ${tap}_flows6" \
    "set bridge quark_filter ${tap}_echoes4" "set bridge quark_filter ${tap}_echoes6"; do
    printf 'delete %s\n' "$what" | host_as_root nft -f - 2>/dev/null || true
  done
}

sweep__guards() {
  local tap owner
  while read -r tap owner; do
    if sweep__has_gone "${owner#"$SWEEP_OWNER"}"; then
      sweep__unguard "$tap"
    fi
  done < <({ host__guards quark && host__guards quark_filter; } |
    sed -nE "s/.*\"([^\"]+)\" comment \"(${SWEEP_OWNER}[0-9]+)\".*/\1 \2/p" | sort -u)
}

sweep_leftovers() {
  host_can_root || return 0
  sweep__namespaces
  sweep__directories
  sweep__devices
  sweep__guards
}
