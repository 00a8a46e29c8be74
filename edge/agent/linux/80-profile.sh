# ---- what the organisation sets on this machine ----------------------------------------------------------------------
# All of it comes down to files; what was there before is kept and put back. Below /var/lib/muster/profile:
# current    what is to be set, as the server sent it
# saved/     for each file that is set, by a number: .path where it is, .file what was there before, if anything was, .made
#            the topmost folder that was made for it; sysctl: what the kernel's parameters were
# report     how it went, until the server has taken it; told: what it took
# scripts    what came of the policies' scripts, one JSON object a line; scripts.told: what the server took of that

profile_path() { # PATH: its number
    printf %s "$1" | openssl dgst -sha256 -r | cut -c 1-32
}
failed_setting() { # KEY REASON
    printf '{"key":"%s","reason":"%s"}\n' "$(printf %s "$1" | json_text 300)" "$(printf %s "$2" | json_text 200)" \
        >>"$work/failed"
}

# Keeps what is at a path, once. The path is written last: until then nothing there has been changed.
keep_original() { # PATH
    number=$(profile_path "$1")
    [ ! -e "$saved/$number.path" ] || return 0
    rm -f "$saved/$number.file" "$saved/$number.made"
    if [ -e "$root$1" ] || [ -L "$root$1" ]; then
        cp -pP "$root$1" "$saved/$number.new" && mv "$saved/$number.new" "$saved/$number.file" || return 1
    fi
    folder=${1%/*} made=''
    while [ -n "$folder" ] && ! [ -e "$root$folder" ]; do made=$folder folder=${folder%/*}; done
    [ -z "$made" ] || say "$made" >"$saved/$number.made"
    say "$1" >"$saved/$number.new" && mv "$saved/$number.new" "$saved/$number.path"
}

put_back() { # NUMBER
    path=$(cat "$saved/$1.path")
    if [ -e "$saved/$1.file" ] || [ -L "$saved/$1.file" ]; then
        cp -pP "$saved/$1.file" "$root$path.muster-new" && mv "$root$path.muster-new" "$root$path" || return 1
    else
        rm -f "$root$path"
        folder=${path%/*}
        made=$(cat "$saved/$1.made" 2>/dev/null) || made=''
        while [ -n "$made" ] && rmdir "$root$folder" 2>/dev/null && [ "$folder" != "$made" ]; do folder=${folder%/*}; done
    fi
    rm -f "$saved/$1.path"
    rm -f "$saved/$1.file" "$saved/$1.made"
    touch_kind "$path"
}

# Authorities count only once a program has read them: remembers that one has changed.
touch_kind() { # PATH
    case $1 in */muster-*.crt) trust_changed=yes ;; esac
}

# Sets one file, whole or not at all; one that is as it should be is left alone. Its content is $work/content.
set_file() { # KEY PATH MODE OWNER GROUP
    say "$(profile_path "$2")" >>"$work/wanted"
    target=$root$2
    # Who only tries it out can give nothing away.
    if [ -n "$root" ] && [ "$(id -u)" != 0 ]; then set -- "$1" "$2" "$3" "$(id -un)" "$(id -gn)"; fi
    if [ -d "$target" ]; then failed_setting "$1" "$2 is a folder"; return 0; fi
    if ! keep_original "$2" 2>"$work/error"; then
        failed_setting "$1" "what is at $2 can't be kept: $(tail -n 1 "$work/error")"
        return 0
    fi
    is=$(stat -c '%a %U %G' "$target" 2>/dev/null) || is=''
    if ! [ -L "$target" ] && [ "$is" = "$(printf '%o' "$3") $4 $5" ] && cmp -s "$work/content" "$target"; then return 0; fi
    folder=${target%/*}
    (umask 022 && mkdir -p "$folder") 2>"$work/error" || { failed_setting "$1" "$(tail -n 1 "$work/error")"; return 0; }
    # In a folder of somebody else's, that person would decide what root writes where.
    if [ -z "$(find "$folder" -prune -user "$(id -u)" ! -perm -0002)" ]; then
        failed_setting "$1" "the folder of $2 is not root's alone"
        return 0
    fi
    rm -f "$target.muster-new"
    if cp "$work/content" "$target.muster-new" 2>"$work/error" && chmod "$3" "$target.muster-new" 2>"$work/error" &&
        chown "$4:$5" "$target.muster-new" 2>"$work/error" && mv "$target.muster-new" "$target" 2>"$work/error"; then
        touch_kind "$2"
    else
        rm -f "$target.muster-new"
        failed_setting "$1" "$(tail -n 1 "$work/error")"
    fi
}

decoded() { printf %s "$1" | openssl base64 -d -A; }

set_trusted_root() { # DIGEST BASE64
    if [ -d "$root/usr/local/share/ca-certificates" ]; then anchors=/usr/local/share/ca-certificates
    elif [ -d "$root/etc/pki/ca-trust/source/anchors" ]; then anchors=/etc/pki/ca-trust/source/anchors
    else
        failed_setting "trusted_root:$1" "this system has no folder for authorities: install ca-certificates"
        return 0
    fi
    decoded "$2" | openssl x509 -inform DER -out "$work/content" 2>"$work/error" ||
        { failed_setting "trusted_root:$1" "$(tail -n 1 "$work/error")"; return 0; }
    set_file "trusted_root:$1" "$anchors/muster-$1.crt" 0644 root root
}

set_password_rules() { # the lines of them are $work/password
    [ -s "$work/password" ] || return 0
    if ! [ -e "$root/etc/security/pwquality.conf" ]; then
        while read -r rule _; do failed_setting "password:$rule" "pam_pwquality is not installed"; done <"$work/password"
        return 0
    fi
    while read -r rule number; do
        case $rule in
            minimum_length) say "minlen = $number" ;;
            minimum_lowercase) say "lcredit = -$number" ;;
            minimum_uppercase) say "ucredit = -$number" ;;
            minimum_digits) say "dcredit = -$number" ;;
            minimum_symbols) say "ocredit = -$number" ;;
            *) failed_setting "password:$rule" "this agent does not know it" ;;
        esac
    done <"$work/password" >"$work/content"
    read -r rule _ <"$work/password"
    set_file "password:$rule" /etc/security/pwquality.conf.d/99-muster.conf 0644 root root
}

# A program of the system's; below --root only one that is there too, so that trying out changes nothing outside.
system_tool() { # NAME ARGUMENT...
    tool=$1
    shift
    if [ -n "$root" ]; then
        [ -x "$root/usr/sbin/$tool" ] || return 0
        "$root/usr/sbin/$tool" "$@" 9>&-
    else
        "$tool" "$@" 9>&-
    fi
}

names() { # FILE WORD: whether a line of it begins with that word
    awk -v word="$2" '$1 == word { found = 1 } END { exit !found }' "$1"
}

# Parameters of the kernel count at once and after a start; those that are set no more get their old values.
set_sysctl() { # the lines of them are $work/sysctl
    if [ -s "$work/sysctl" ]; then
        while read -r name value; do say "$name = $(decoded "$value")"; done <"$work/sysctl" >"$work/content"
        read -r name _ <"$work/sysctl"
        set_file "sysctl:$name" /etc/sysctl.d/99-muster.conf 0644 root root
    fi
    touch "$saved/sysctl"
    while read -r name value; do
        names "$saved/sysctl" "$name" ||
            say "$name $(system_tool sysctl -n "$name" 2>/dev/null | tr '\t' ' ')" >>"$saved/sysctl"
        system_tool sysctl -q -w "$name=$(decoded "$value")" 2>"$work/error" ||
            failed_setting "sysctl:$name" "$(tail -n 1 "$work/error")"
    done <"$work/sysctl"
    while read -r name value; do
        if names "$work/sysctl" "$name"; then say "$name $value"; continue; fi
        [ -z "$value" ] || system_tool sysctl -q -w "$name=$value" 2>/dev/null || say "$name could not be set back." >&2
    done <"$saved/sysctl" >"$work/sysctl.saved"
    mv "$work/sysctl.saved" "$saved/sysctl"
}

# Makes this machine as $state/profile/current says. Doing it again changes nothing.
apply_profile() {
    saved=$state/profile/saved trust_changed=no
    mkdir -p "$saved"
    for file in failed wanted password sysctl; do : >"$work/$file"; done
    while read -r kind a b c d e; do
        case $kind in
            muster-configuration | version | end) ;;
            file) decoded "$e" >"$work/content" && set_file "file:$d" "$d" "$a" "$b" "$c" ;;
            trusted_root) set_trusted_root "$a" "$b" ;;
            sysctl) say "$a $b" >>"$work/sysctl" ;;
            password) say "$a $b" >>"$work/password" ;;
            login_banner)
                # In /etc/issue a backslash begins something that is filled in.
                { decoded "$a" | sed 's/\\/\\\\/g'; echo; } >"$work/content"
                set_file login_banner /etc/issue 0644 root root
                { decoded "$a"; echo; } >"$work/content"
                set_file login_banner /etc/issue.net 0644 root root ;;
            script) take_script "$b" || failed_setting "script:$a" "$reason" ;;
            *) failed_setting "$kind:$a" "this agent does not know it" ;;
        esac
    done <"$state/profile/current"
    set_password_rules
    set_sysctl
    for file in "$saved"/*.path; do
        [ -e "$file" ] || continue
        number=${file##*/} number=${number%.path}
        grep -qx "$number" "$work/wanted" || put_back "$number" || say "$(cat "$file") could not be put back." >&2
    done
    if [ "$trust_changed" = yes ]; then
        if [ -d "$root/usr/local/share/ca-certificates" ]; then system_tool update-ca-certificates >/dev/null 2>"$work/error"
        else system_tool update-ca-trust >/dev/null 2>"$work/error"; fi ||
            sed -n 's/^trusted_root \([^ ]*\) .*/\1/p' "$state/profile/current" | while read -r digest; do
                failed_setting "trusted_root:$digest" "$(tail -n 1 "$work/error")"
            done
    fi
    version=$(sed -n 's/^version //p' "$state/profile/current")
    # As much as the server takes.
    failed=$(sort -u "$work/failed" | awk '{ used += length($0) + 1 } used <= 8000' | paste -s -d , -)
    say "{\"version\":\"$version\",\"failed\":[$failed]}" >"$work/told"
    if ! cmp -s "$work/told" "$state/profile/told"; then put profile/report <"$work/told"; fi
}

# Has this machine be as the server says: VERSION is what it is to have, or nothing.
configure() {
    have=$(sed -n 's/^version //p' "$state/profile/current" 2>/dev/null || true)
    [ "$1$have" != '' ] || return 0
    if [ "$1" != "$have" ]; then
        say '{}' >"$work/body"
        persistently signed /api/v1/device/configuration "$work/body" application/json
        if [ "$status" != 200 ] || [ "$(head -n 1 "$work/answer")" != 'muster-configuration 1' ] ||
            [ "$(sed '1,2d;$d' "$work/answer" | openssl dgst -sha256 -r | cut -d ' ' -f 1)" != \
                "$(sed -n 's/^version //p' "$work/answer")" ]; then
            say "The configuration did not come; the next check-in asks again." >&2
        else
            mkdir -p "$state/profile"
            put profile/current <"$work/answer"
        fi
    fi
    [ -e "$state/profile/current" ] || return 0
    apply_profile
    # What nothing is set by any more is forgotten.
    if [ "$(wc -l <"$state/profile/current")" -le 3 ] && [ -z "$(find "$saved" -name '*.path')" ]; then
        rm -rf "$state/profile"
        return 0
    fi
    # Told at the next visit, once: a server that does not take it is not asked over and over.
    if [ -e "$state/profile/report" ] && [ "$configured" = no ]; then configured=yes more=yes; fi
}

# From now on nothing is to be set, and no script to be run.
set_nothing() {
    printf 'muster-configuration 1\nversion none\nend\n' | put profile/current
    forget_scripts
}

# Puts back all that was set: this machine leaves.
unconfigure() {
    [ -e "$state/profile/current" ] || return 0
    set_nothing
    apply_profile
}

with_member() { # FILE NAME: a JSON object gets one more member, whose value is standard input
    body=$(cat "$1")
    body=${body%\}}
    case $body in '{') ;; *) body=$body, ;; esac
    say "$body\"$2\":$(cat)}" >"$1"
}

# A report, with how it went if the server does not know yet.
with_configuration() { # FILE: a JSON object
    [ -e "$state/profile/report" ] || return 0
    with_member "$1" configuration <"$state/profile/report"
}
configuration_was_told() { [ ! -e "$state/profile/report" ] || mv "$state/profile/report" "$state/profile/told"; }
