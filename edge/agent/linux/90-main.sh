main() {
    command=${1:-help}
    [ $# = 0 ] || shift
    server='' key_type=ec force=no renewed=no configured=no ticket=${MUSTER_TICKET:-}
    unset MUSTER_TICKET
    while [ $# -gt 0 ]; do
        case $1 in
            --force) force=yes && shift && continue ;;
            --ticket | --key-type | --server | --root) [ $# -gt 1 ] || fail 2 "$1 needs a value" ;;
            *) fail 2 "what is $1? muster-agent help says how it is used" ;;
        esac
        case $1:$2 in
            --ticket:*) ticket=$2 ;;
            --server:*) server=$2 ;;
            --root:/*) root=${2%/} ;;
            --key-type:ec | --key-type:rsa) key_type=$2 ;;
            *) fail 2 "$1 can't be $2: muster-agent help says how it is used" ;;
        esac
        shift 2
    done
    state=$root/var/lib/muster
    trap cleanup EXIT
    trap 'exit 1' HUP INT TERM
    case $command in
        enroll)
            case ${server:-$MUSTER_URL} in @*) server=$(kept server) ;; esac
            use_server "${server:-$MUSTER_URL}"
            enroll ;;
        check-in | renew)
            need_enrolled
            begin
            use_server "$(kept server)"
            if [ "$command" = renew ]; then renew; else check_in; fi ;;
        status | report | unenroll) "$command" ;;
        help | --help | -h) usage ;;
        *) fail 2 "what is $command? muster-agent help says how it is used" ;;
    esac
}

root='' work='' tty=''
# For tests, which call the functions one by one.
[ -n "${MUSTER_AGENT_SOURCED:-}" ] || main "$@" </dev/null
# The end of muster-agent. If this is missing, the script was cut off on its way, and has only named functions.
