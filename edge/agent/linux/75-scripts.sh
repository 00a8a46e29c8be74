# ---- the compliance policies' scripts --------------------------------------------------------------------------------
# A policy may have a script that finds out what its rules ask about. It comes with what the organisation sets, as a line
# `script POLICY BASE64`, and only to machines of the organisation's. Each is run at every check-in; what it prints is told
# when it is another than the server has taken. The rules are the server's.

SCRIPT_TIME=60          # seconds
SCRIPT_OUTPUT=2048      # bytes

scripts_refused=no      # by the server, in this run

script_lines() { sed -n 's/^script //p' "$state/profile/current" 2>/dev/null || true; }
forget_scripts() { rm -f "$state/profile/scripts" "$state/profile/scripts.told"; }

# Runs them all, and leaves what came of each in $state/profile/scripts.
run_scripts() {
    script_lines >"$work/scripts"
    if ! [ -s "$work/scripts" ]; then forget_scripts && return 0; fi
    while read -r policy script <&3; do
        script_result "$policy" "$script"
    done 3<"$work/scripts" >"$work/outcomes"
    put profile/scripts <"$work/outcomes"
}

# When a visit has brought others. The next visit tells.
run_changed_scripts() {
    if script_lines | cmp -s - "$work/scripts"; then return 0; fi
    run_scripts
    if scripts_to_tell; then more=yes; fi
}

script_result() { # POLICY BASE64: one JSON object
    reason=''
    if take_script "$2"; then run_script; fi
    printf '{"policy":"%s","script":"%s",' "$(printf %s "$1" | tr -cd a-z0-9-)" \
        "$(openssl dgst -sha256 -r "$work/script" | cut -d ' ' -f 1)"
    if [ -z "$reason" ]; then
        printf '"output":"%s"}\n' "$(json_text "$SCRIPT_OUTPUT" lines <"$work/said")"
    else
        printf '"failed":"%s"}\n' "$(printf %s "$reason" | json_text 200)"
    fi
}

# Puts a script into $work/script. If it can't be run on this machine, $reason says why.
take_script() { # BASE64
    decoded "$1" >"$work/script" 2>"$work/error" || : >"$work/script"
    if [ "$(head -c 3 "$work/script" | tr -d '\000')" != '#!/' ]; then
        reason="that is no script: it does not begin with #!/"
    elif ! command -v timeout >/dev/null; then
        reason="timeout is missing on this machine"
    else
        return 0
    fi
    return 1
}

# Runs $work/script. Its interpreter is called, not the file, which may lie where nothing can be executed; as the kernel does
# it, with all that stands behind it as one argument. If there is no result, $reason says why.
run_script() {
    if head -n 1 "$work/script" | grep -q "$(printf '\r')\$"; then
        reason="its lines end with a carriage return, as on Windows" && return 0
    fi
    head -n 1 "$work/script" | tr -d '\000' | sed 's/^#!//' >"$work/first"
    read -r interpreter argument <"$work/first" || true
    if ! [ -f "$interpreter" ] || ! [ -x "$interpreter" ]; then
        reason="there is no $interpreter on this machine" && return 0
    fi
    set -- "$interpreter"
    [ -z "$argument" ] || set -- "$@" "$argument"
    run_limited "$SCRIPT_TIME" $((SCRIPT_OUTPUT + 1)) "$@" "$work/script"
    if [ "$late" = yes ]; then
        reason="it took longer than $SCRIPT_TIME seconds and was ended"
    elif [ "$code" != 0 ]; then
        last=$(tr -d '\000' <"$work/errors" | awk 'NF { last = $0 } END { print last }')
        reason="it ended with exit code $code${last:+: $last}"
    elif [ "$(wc -c <"$work/said")" -gt "$SCRIPT_OUTPUT" ]; then
        reason="it printed more than $SCRIPT_OUTPUT bytes"
    fi
}

# Whether the server is to hear of something. What it does not take is not sent again in the same run.
scripts_to_tell() {
    [ "$scripts_refused" = no ] && [ -e "$state/profile/scripts" ] || return 1
    ! cmp -s "$state/profile/scripts" "$state/profile/scripts.told" 2>/dev/null
}

# A report, with what came of the scripts if the server does not know yet.
with_scripts() { # FILE: a JSON object
    scripts_to_tell || return 0
    { printf '[' && paste -s -d , - <"$state/profile/scripts" && printf ']'; } | tr -d '\n' >"$work/told"
    with_member "$1" script_results <"$work/told"
}
scripts_were_told() { put profile/scripts.told <"$state/profile/scripts"; }
