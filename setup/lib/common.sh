# shellcheck shell=bash
# Shared by the commands of setup/: paths, messages, steps, stamps, lock.
# A command sources this file, which sources the rest of lib/.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
HOST=$ROOT/.host # everything installed or made by these commands
LOGS=$HOST/log
VENV=$HOST/venv
PATH=${PATH//"$VENV/bin:"/} # its Python is made from the machine's, never from itself
STEPS=0
step_number=0

mkdir -p "$LOGS"
trap 'printf "\ninterrupted; the same command goes on where it stopped\n" >&2; exit 130' INT TERM

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# step TITLE: say which step begins; a command sets STEPS to how many it has
step() {
    step_number=$((step_number + 1))
    printf '[%d/%d] %s ...\n' "$step_number" "$STEPS" "$1"
}

note() {
    printf '      %s\n' "$*"
}

# logged NAME MESSAGE COMMAND...: run with the output in a log of that name;
# where COMMAND fails, show the end of the log and die with MESSAGE
logged() {
    local log=$LOGS/$1.log message=$2
    shift 2
    "$@" >"$log" 2>&1 </dev/null && return
    tail -n 15 "$log" >&2
    die "$message (all of it: $log)"
}

NO_NETWORK='Could not resolve|Temporary failure|Could not connect|Unable to connect|Connection failed'
NO_NETWORK+='|Connection refused|timed out|unreachable|No route to host|NewConnectionError|ProxyError'
NO_NETWORK+='|ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|ECONNRESET'

# fetched NAME MESSAGE COMMAND...: logged, for what needs the network
fetched() {
    local log=$LOGS/$1.log message=$2
    shift 2
    "$@" >"$log" 2>&1 </dev/null && return
    if grep -qE "$NO_NETWORK" "$log"; then
        die "$message: no network (all of it: $log)"
    fi
    tail -n 15 "$log" >&2
    die "$message (all of it: $log)"
}

# hash_of FILE...: of what the files say; "-" is standard input
hash_of() {
    cat "$@" | sha256sum | cut -c 1-16
}

# A thing is done when the stamp inside it holds the hash of what it was made from.
# is_done STAMP KEY; mark_done STAMP KEY
is_done() {
    [[ -f $1 && $(<"$1") == "$2" ]]
}

mark_done() {
    printf '%s' "$2" >"$1"
}

# One command at a time prepares; unlock before running tests or benchmarks.
lock() {
    exec 9>"$HOST/lock"
    flock --nonblock 9 && return
    note "waiting for another set-up command in this checkout"
    flock 9
}

unlock() {
    exec 9>&-
}

for part in machine host python node gates postgres addons database host_tests server; do
    source "$ROOT/setup/lib/$part.sh"
done
