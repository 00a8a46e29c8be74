# ---- what the server asks ------------------------------------------------------------------------------------------
# The server names one of a few things, and no code comes with a command. It comes at every visit until there is a
# result, so it may come twice; each has a line in the file `commands`, the newest last:
#   ID begun SERIAL     it was begun, with that certificate. Still so at the next visit: this machine stopped on the way
#   ID {"id":...}       what has become of it, until the server has taken that
#   ID told             the server knows

PROGRAMS=/etc/muster/commands   # what `custom` may run, by its name
PROGRAM_TIME=60                 # seconds
PROGRAM_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
OUTPUT_LIMIT=2048               # bytes
COMMANDS_KEPT=64
MOST_VISITS=6                   # one after the other, as long as there is something to tell

command_line() { sed -n "s/^$1 //p" "$state/commands" 2>/dev/null | tail -n 1; }
note_command() { # ID TEXT
    { grep -v "^$1 " "$state/commands" 2>/dev/null || true; say "$1 $2"; } | tail -n "$COMMANDS_KEPT" | put commands
}

add_results() { # to $work/report
    sed -n 's/^[^ ]* {/{/p' "$state/commands" 2>/dev/null | tail -n 32 | paste -s -d , - >"$work/results" || true
    grep -q . "$work/results" || return 0
    sed 's/}$//' "$work/report" >"$work/open"
    {
        cat "$work/open"
        [ "$(cat "$work/open")" = '{' ] || say ,
        say '"command_results":[' && cat "$work/results" && say ']}'
    } | tr -d '\n' >"$work/report"
}

results_taken() {
    if grep -q '^[^ ]* {' "$state/commands" 2>/dev/null; then
        sed 's/^\([^ ]*\) {.*/\1 told/' "$state/commands" | put commands
    fi
}

# What the answer to a visit asks, one line a command, for when there have been other answers since.
keep_commands() { sed -n 's/.*"commands":\[\([^]]*\)\].*/\1/p' "$work/answer" | tr '}' '\n' >"$work/commands"; }

# Carries that out. Sets $more when there is something to tell. A restart comes when all else is done, leaving last.
carry_out() {
    leaving=no restart=''
    while read -r line <&3; do
        id=$(member id) kind=$(member kind) name=$(member name)
        case $id in cmd_*) ;; *) continue ;; esac
        begun=$(command_line "$id")
        case $begun in told | '{'*) continue ;; esac
        case $kind in
            retire) leaving=yes ;;
            reboot) restart=$id ;;
            *) do_command ;;
        esac
    done 3<"$work/commands"
    if [ -n "$restart" ]; then
        id=$restart kind=reboot name='' begun=$(command_line "$restart")
        do_command
    fi
    if [ "$leaving" = yes ] && [ "$more" = no ]; then
        say "The server asks this machine to leave."
        take_leave
        remove_everything
        exit 0
    fi
}
member() { printf %s "$line" | sed -n "s/.*\"$1\":\"\([A-Za-z0-9_-]*\)\".*/\1/p"; }

do_command() { # $id $kind $name, and $begun when it was begun before
    outcome='done' code=''
    : >"$work/said"
    [ -n "$begun" ] || note_command "$id" "begun $(serial)"
    case $kind in
        sync) rm -f "$state/reported" "$state/profile/scripts.told" ;;
        rename_host) rename_host "$name" ;;
        lock) lock_screens ;;
        reboot) restart_machine ;;
        renew_certificate) renew_as_asked ;;
        custom) run_program "$name" ;;
        *) not_done "this agent knows no command $kind" ;;
    esac
    result="{\"id\":\"$id\",\"outcome\":\"$outcome\""
    [ -z "$code" ] || result="$result,\"exit_code\":$code"
    text=$(json_text "$OUTPUT_LIMIT" lines <"$work/said")
    [ -z "$text" ] || result="$result,\"output\":\"$text\""
    note_command "$id" "$result}"
    more=yes
    say "The server asked for $kind${name:+ $name}: $outcome."
}
not_done() { outcome=failed && say "$1" >"$work/said"; }

rename_host() { # NAME
    case $1 in '' | -* | *- | *[!A-Za-z0-9-]*) not_done "that is no host name" && return 0 ;; esac
    if [ "${#1}" -gt 63 ]; then not_done "that is no host name" && return 0; fi
    if [ -z "$root" ] && has_systemd; then
        hostnamectl set-hostname "$1" >"$work/said" 2>&1 3<&- 9>&- || outcome=failed
        return 0
    fi
    say "$1" | install_file /etc/hostname 644
    [ -n "$root" ] || hostname "$1" >"$work/said" 2>&1 || outcome=failed
}

lock_screens() {
    if ! [ -d "$root/run/systemd/seats" ] || ! command -v loginctl >/dev/null; then
        not_done "there is no logind on this machine that could lock its screens"
    else
        loginctl lock-sessions >"$work/said" 2>&1 3<&- 9>&- || outcome=failed
    fi
}

# In a minute, so that what became of it is told before, and whoever works here can save it. Below another root it is that
# root's program that is run, and this machine goes on.
restart_machine() {
    if [ -n "$begun" ]; then
        not_done "this agent stopped while it had the machine restarted; whether that has restarted is not known" && return 0
    fi
    file=''
    for folder in /usr/sbin /sbin /usr/bin /bin; do
        if [ -x "$root$folder/shutdown" ]; then file=$root$folder/shutdown && break; fi
    done
    if [ -z "$file" ]; then not_done "there is no shutdown on this machine that could restart it" && return 0; fi
    # That of systemd has it done later and ends; that of System V waits itself, and is not waited for.
    (
        code=0
        "$file" -r +1 "Muster restarts this machine in a minute. Save your work." >"$work/said" 2>&1 || code=$?
        say "$code" >"$work/code"
    ) </dev/null >/dev/null 2>&1 3<&- 9>&- &
    waited=0
    until [ -s "$work/code" ] || [ "$waited" -ge 20 ]; do
        waited=$((waited + 1))
        sleep 0.1 2>/dev/null 3<&- 9>&- || sleep 1 3<&- 9>&-
    done
    if [ -s "$work/code" ] && [ "$(cat "$work/code")" != 0 ]; then outcome=failed; fi
    rm -f "$work/code"
}

# A renewal that fails ends the script, so it is tried in one of its own. One that was cut short after the certificate had
# come is done.
renew_as_asked() {
    if [ "$renewed" = yes ] || [ "${begun:-begun $(serial)}" != "begun $(serial)" ]; then return 0; fi
    set +e
    (set -e && renew_certificate) >"$work/renewal" 2>&1
    [ $? = 0 ] || outcome=failed
    set -e
    renewed=yes
    mv "$work/renewal" "$work/said"
    enrolled || fail 6 "$(cat "$work/said")"
}

# Runs a program that is there for it, with no arguments.
run_program() { # NAME
    file=$PROGRAMS/$1
    case $1 in '' | *[!a-z0-9-]*) not_done "that is no name of a program" && return 0 ;; esac
    if [ -n "$begun" ]; then
        not_done "this machine stopped while it ran; whether it has done its work is not known" && return 0
    fi
    if ! [ -f "$root$file" ] || ! [ -x "$root$file" ]; then not_done "there is no program $file" && return 0; fi
    for path in "${PROGRAMS%/*}" "$PROGRAMS" "$file"; do
        if ! is_roots "$root$path"; then not_done "others than root may change $path, so it is not run" && return 0; fi
    done
    if ! command -v timeout >/dev/null; then not_done "timeout is missing on this machine" && return 0; fi
    run_limited "$PROGRAM_TIME" "$OUTPUT_LIMIT" sh -c 'exec "$0" 2>&1' "$root$file"
    if [ "$code" = 0 ]; then return 0; fi
    outcome=failed
    if [ "$late" = yes ]; then
        code=''
        { say "it took longer than $PROGRAM_TIME seconds and was ended"; cat "$work/said"; } >"$work/text"
        mv "$work/text" "$work/said"
    fi
}

# Runs something for so long at most, with no input and nothing of this script's environment. Leaves its exit code in $code,
# whether its time was over in $late, the first bytes of what it prints in $work/said, and the last of its errors in
# $work/errors. What it prints beyond that is read and dropped, so that it is not stopped by a full pipe.
run_limited() { # SECONDS BYTES PROGRAM ARGUMENT...
    most=$1 bytes=$2
    shift 2
    # A folder of its own: whoever still reads from the one before writes nothing here.
    run=$(mktemp -d "$work/run.XXXXXX")
    mkfifo "$run/1" "$run/2"
    # Programs of their own, which have nothing of this script's open. dd, so that what has come is in the file at once.
    sh -c 'timeout -s KILL "$1" dd bs=1 count="$2"; timeout -s KILL "$1" cat >/dev/null; : >"$0"' \
        "$run/1.read" $((most + 5)) "$bytes" <"$run/1" >"$run/said" 2>/dev/null 3<&- 9>&- &
    sh -c 'timeout -s KILL "$1" tail -c "$2"; : >"$0"' \
        "$run/2.read" $((most + 5)) "$bytes" <"$run/2" >"$run/errors" 2>/dev/null 3<&- 9>&- &
    code=0 late=no started=$(date +%s)
    # Without what the shell says of a child that was killed.
    {
        (cd / && exec timeout -s KILL "$most" env -i HOME=/root PATH="$PROGRAM_PATH" "$@") \
            </dev/null >"$run/1" 2>"$run/2" 3<&- 9>&- || code=$?
    } 2>/dev/null
    if [ "$code" != 0 ] && [ $(($(date +%s) - started)) -ge "$most" ]; then late=yes; fi
    # What it leaves running may keep both open, and is waited for no longer than it takes to read what is there.
    waited=0
    until { [ -e "$run/1.read" ] && [ -e "$run/2.read" ]; } || [ "$waited" -ge 20 ]; do
        waited=$((waited + 1))
        sleep 0.1 2>/dev/null 3<&- 9>&- || sleep 1 3<&- 9>&-
    done
    cat "$run/said" >"$work/said"
    cat "$run/errors" >"$work/errors"
    rm -rf "$run"
}

# Whether a file or folder is no link, belongs to whoever runs this, which is root, and only they may write to it.
is_roots() {
    ls -ldn "$1" | awk -v me="$(id -u)" '
        { if ($3 == me && $1 !~ /^l/ && substr($1, 6, 1) != "w" && substr($1, 9, 1) != "w") good = 1 } END { exit !good }'
}

