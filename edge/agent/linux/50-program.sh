# ---- this script and its timer -------------------------------------------------------------------------------------

program=/usr/local/bin/muster-agent
units=/etc/systemd/system/muster-agent
has_systemd() { [ -d "$root/run/systemd/system" ]; }
systemd() { [ -n "$root" ] || systemctl --quiet "$@" || say "systemctl $* failed; see above." >&2; }

# This script's text: the file that is being run, or the server's copy when it came through a pipe.
fetch_program() {
    if [ -f "$0" ] && grep -q '^# muster-agent, which' "$0"; then
        cp "$0" "$work/program"
        return 0
    fi
    persistently send /agent/linux.sh
    [ "$status" = 200 ] || give_up
    grep -q '^# The end of muster-agent' "$work/answer" || fail 5 "$url is not the whole agent"
    mv "$work/answer" "$work/program"
}

install_file() { # PATH MODE: standard input becomes that file
    (umask 022 && mkdir -p "$root${1%/*}")
    cat >"$root$1.new"
    chmod "$2" "$root$1.new"
    mv "$root$1.new" "$root$1"
}

again() { # COMMAND: what to type for it on this machine
    if [ -z "$root" ]; then say "sudo muster-agent $1"; else say "sh $root$program $1 --root $root"; fi
}

install_program() {
    install_file "$program" 755 <"$work/program"
    if ! has_systemd; then
        if [ -n "$root" ]; then
            say "Below $root nothing starts by itself. To check in again: $(again check-in)"
            return 0
        fi
        say "There is no systemd here. Have cron, or what there is instead, run this every 8 hours:"
        say "    $program check-in"
        return 0
    fi
    install_file "$units.service" 644 <<END
[Unit]
Description=Check in with Muster at $server
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=$program check-in
NoNewPrivileges=yes
PrivateTmp=yes
ProtectHome=yes
END
    install_file "$units.timer" 644 <<END
[Unit]
Description=Check in with Muster every 8 hours

[Timer]
OnCalendar=*-*-* 00/8:00:00
RandomizedDelaySec=4h
Persistent=true

[Install]
WantedBy=timers.target
END
    systemd daemon-reload
    systemd enable --now muster-agent.timer
}

stop_timer() { if has_systemd && [ -e "$root$units.timer" ]; then systemd disable --now muster-agent.timer; fi; }

