# ---- what this machine tells of itself -----------------------------------------------------------------------------

# Standard input as the inside of a JSON string, in ASCII. Controls, invisible characters and what is not UTF-8 are dropped,
# and spaces at the ends; whole characters are kept, of $1 bytes at most.
json_text() {
    od -An -v -tu1 | awk -v limit="$1" '
        function keep(point, size) {
            if (point < 32 || (point > 126 && point < 160) || point == 173 || (point > 8202 && point < 8208)) return
            if ((point > 8231 && point < 8239) || (point > 8287 && point < 8304) || point == 65279) return
            used += size
            if (used > limit) return
            if (point == 34 || point == 92) text = text "\\"
            if (point < 127) text = text sprintf("%c", point)
            else if (point < 65536) text = text sprintf("\\u%04x", point)
            else text = text sprintf("\\u%04x\\u%04x", 55232 + int(point / 1024), 56320 + point % 1024)
        }
        function begin(first, octets, smallest) { point = first; more = octets - 1; size = octets; least = smallest }
        { for (i = 1; i <= NF; i++) {
            byte = $i + 0
            if (byte < 128) { more = 0; keep(byte, 1) }
            else if (byte < 192) {
                if (!more) continue
                point = point * 64 + byte - 128
                if (--more || point < least || point > 1114111 || (point >= 55296 && point < 57344)) continue
                keep(point, size)
            } else if (byte < 224) begin(byte - 192, 2, 128)
            else if (byte < 240) begin(byte - 224, 3, 2048)
            else if (byte < 248) begin(byte - 240, 4, 65536)
            else more = 0
        } }
        END { sub(/^ +/, "", text); sub(/ +$/, "", text); print text }'
}
field() { # NAME LIMIT TEXT: one member of a JSON object, or nothing when there is no text
    text=$(printf %s "$3" | json_text "$2")
    [ -z "$text" ] || printf '"%s":"%s"\n' "$1" "$text"
}
object() { paste -s -d , - | sed 's/.*/{&}/'; }

# A file of this machine: below --root when it is there.
of_machine() { if [ -e "$root$1" ]; then say "$root$1"; else say "$1"; fi; }

os_release() { # NAME: the file is read and not run, so its quotes are taken off here
    file=$(of_machine /etc/os-release)
    [ -e "$file" ] || file=$(of_machine /usr/lib/os-release)
    sed -n "s/^$1=//p" "$file" 2>/dev/null | tr -d '\000' | tail -n 1 |
        sed -e 's/^"\(.*\)"$/\1/' -e "s/^'\(.*\)'\$/\1/" -e 's/\\\(.\)/\1/g'
}

firmware() { # NAME: what DMI says, unless it is what makers leave there. The serial number is for root to read
    value=$(head -n 1 "$(of_machine "/sys/class/dmi/id/$1")" 2>/dev/null | tr -d '\000')
    case $(printf %s "$value" | tr '[:upper:]' '[:lower:]') in
        *'to be filled'* | *o.e.m.* | oem | default* | 'system '* | 'not '* | *123456789* | invalid | undefined) ;;
        none | n/a | na | null | unknown | unspecified | empty) ;;
        *[!0x.\ *-]*) say "$value" ;;
    esac
}

# Whether a block device or a layer below it, such as LUKS under LVM, is encrypted.
is_encrypted() {
    case $(cat "$1/dm/uuid" 2>/dev/null) in CRYPT-*) return 0 ;; esac
    for layer in "$1"/slaves/*; do
        if [ -e "$layer" ] && is_encrypted "$layer"; then return 0; fi
    done
    return 1
}

disk_encryption() { # of the disk that / is on; nothing when that can't be told, as in a container
    mounted=$(awk '$5 == "/" { for (i = 7; i < NF; i++) if ($i == "-") found = $3 " " $(i + 2) } END { print found }' \
        "$(of_machine /proc/self/mountinfo)")
    block=$(of_machine "/sys/dev/block/${mounted%% *}")
    if ! [ -e "$block" ]; then          # btrfs has device numbers of its own
        block=$(readlink -f "${mounted#* }") || return 0
        block=$(of_machine "/sys/class/block/${block##*/}")
    fi
    case $block in */) return 0 ;; esac
    [ -e "$block" ] || return 0
    if is_encrypted "$block"; then say encrypted; else say not_encrypted; fi
}

report() {
    host=$(uname -n)
    release=$(os_release VERSION_ID)
    printf '%s\n' "$release" | grep -Eqx '[0-9]{1,9}(\.[0-9]{1,9}){0,3}' || release=
    inventory=$({
        field os_name 128 "$(os_release PRETTY_NAME)"
        field os_id 128 "$(os_release ID)"
        field kernel 128 "$(uname -r)"
        field architecture 128 "$(uname -m)"
        field host_name 128 "$host"
        field model 128 "$(firmware product_name)"
        field serial_number 128 "$(firmware product_serial)"
        field disk_encryption 128 "$(disk_encryption)"
        field agent_version 128 "$VERSION"
    } | object)
    {
        field os_version 64 "$release"
        field manufacturer 64 "$(firmware sys_vendor)"
        field name 64 "$host"
        say "\"inventory\":$inventory"
    } | object
}

