# ---- commands ------------------------------------------------------------------------------------------------------

read_ticket() {
    if [ -z "$ticket" ]; then
        tty=$({ stty -g </dev/tty; } 2>/dev/null) || fail 2 "there is no ticket: give it with --ticket or in MUSTER_TICKET"
        printf 'The ticket from the portal (it is not shown): ' >/dev/tty
        stty -echo </dev/tty
        read -r ticket </dev/tty || true
        stty "$tty" </dev/tty
        tty=''
        say
    fi
    case $ticket in '' | *[!A-Za-z0-9._-]*) fail 2 "that is no ticket: copy it from the portal completely" ;; esac
}

enroll() {
    begin
    if enrolled; then
        [ "$(kept server)" = "$server" ] || fail 1 "this machine is enrolled with $(kept server): unenroll it first"
        if [ -e "$state/reported" ]; then
            say "This machine is already enrolled with $server, as $(device_id). Nothing was changed."
            return 0
        fi
        say "An enrollment was interrupted here: going on with it."
        rm -f "$state/request.pem"
        fetch_program
    else
        read_ticket
        fetch_ca
        fetch_program
        ticket_digest=$(printf %s "$ticket" | openssl dgst -sha256 -r | cut -d ' ' -f 1)
        make_request "muster-agent enroll $server $ticket_digest" "$key_type"
        say "Asking $server for a certificate."
        persistently with_ticket /.well-known/est/simpleenroll --header 'Content-Type: application/pkcs10' \
            --data-binary "@$work/body"
        [ "$status" = 200 ] || give_up
        rm -f "$state/ended" "$state/reported" "$state/last" "$state/commands"
        [ ! -e "$state/profile/current" ] || set_nothing    # by an enrollment before this one
        say "$server" | put server
        take_certificate
        say "It has come, and is good: for this machine's key, from the server's CA."
    fi
    install_program
    check_in
    say "This machine is enrolled, as $(device_id). Its certificate renews itself."
    say "To look:  $(again status)"
    say "To leave: $(again unenroll)"
}

# Comes by, and does what the server asks then: what has become of that is told at the next visit, at once.
check_in() {
    visits=0
    run_scripts
    while :; do
        more=no
        visit
        visits=$((visits + 1))
        if [ "$renewed" = no ] && grep -q '"renew":true' "$work/answer"; then
            more=yes
            renew_certificate
        else
            keep_commands
            configure "$(answered configuration)"
            run_changed_scripts
            carry_out
        fi
        if [ "$more" = no ] || [ "$visits" -ge "$MOST_VISITS" ]; then return 0; fi
    done
}

visit() {
    report >"$work/news"
    digest=$(openssl dgst -sha256 -r "$work/news" | cut -d ' ' -f 1)
    if [ "$digest" = "$(kept reported)" ]; then say '{}' >"$work/news"; fi
    with_configuration "$work/news"
    reported=$digest
    for what in scripts report results nothing; do  # better to be seen with less than not at all
        case $what in
            scripts) scripts_to_tell || continue ;;
            results) reported=refused && say '{}' >"$work/news" ;;
        esac
        cp "$work/news" "$work/report"
        if [ "$what" = scripts ]; then with_scripts "$work/report"; fi
        if [ "$what" != nothing ]; then add_results; fi
        persistently signed /api/v1/device/check-in "$work/report" application/json
        case $status in 413 | 422) explain ;; *) break ;; esac
        say "The server did not take the $what. $reason" >&2
        if [ "$what" = scripts ]; then scripts_refused=yes; fi
    done
    [ "$status" = 200 ] || give_up
    if [ "$what" = scripts ]; then scripts_were_told; fi
    say "$reported" | put reported
    results_taken
    standing=$(answered status | tr _ ' ')
    rules=$(sed -nE 's/.*"compliance":\{"state":"([a-z_]{1,20})".*/\1/p' "$work/answer" | tr _ ' ')
    [ -z "$rules" ] || standing="$standing, $rules"
    pause=$(sed -nE 's/.*"next_check_in_seconds":([0-9]{1,8})[,}].*/\1/p' "$work/answer")
    note 0 $(($(date +%s) + ${pause:-28800})) "$standing"
    say "Checked in with $server: $standing."
    # What is to be put right, in the server's words, which have no quotes in them.
    grep -o '"remedy":"[^"]*"' "$work/answer" | sed 's/^"remedy":"\(.*\)"$/  \1/' | tr -d '\000-\011\013-\037' || true
    if [ "$reported" != refused ]; then configuration_was_told; fi
}

renew() {
    renew_certificate
    check_in
}

# The certificate before stays good until the new one is used, which is done at once.
renew_certificate() {
    renewed=yes
    fetch_ca
    make_request "muster-agent renew $(serial)" "$(own_key_type)"
    persistently signed /.well-known/est/simplereenroll "$work/body" application/pkcs10
    [ "$status" = 200 ] || give_up
    take_certificate
    say "The certificate has been renewed, until $(device_end)."
}

status() {
    need_enrolled
    say "server         $(kept server)"
    say "device         $(device_id)"
    say "certificate    until $(device_end)"
    [ -e "$state/last" ] || fail 3 "it has not checked in yet: run the same enroll again"
    read -r result at next text <"$state/last"
    say "last check-in  $(time_text "$at"): $text"
    [ "$next" = - ] || say "next           $(time_text "$next")"
    if has_systemd && [ -z "$root" ]; then say "timer          $(systemctl is-active muster-agent.timer || true)"; fi
    return "$result"
}

unenroll() {
    begin
    if enrolled; then
        use_server "$(kept server)"
        take_leave
    else
        say "This machine is not enrolled."
    fi
    remove_everything
}

take_leave() {
    say '{}' >"$work/report"
    persistently signed /api/v1/device/unenroll "$work/report" application/json
    explain
    if [ "$status" = 204 ] || [ "$ended" = yes ]; then
        say "$server has ended the enrollment of $(device_id)."
    elif [ "$force" = yes ]; then
        say "The server was not told, and still lists $(device_id): remove it in the portal. $reason"
    else
        fail "$result" "nothing was removed; unenroll --force removes it here without telling the server. $reason"
    fi
}

remove_everything() {
    unconfigure || true
    if [ -n "$(find "$state/profile/saved" -name '*.path' 2>/dev/null)" ]; then
        fail 1 "not all that was set on this machine could be put back; what was there is in $state/profile/saved"
    fi
    stop_timer
    rm -f "$root$units.service" "$root$units.timer" "$root$program"
    if has_systemd; then systemd daemon-reload; fi
    rm -rf "$state"
    say "Nothing of Muster is left on this machine."
}

