#!/bin/sh
# muster-agent, which keeps a Linux machine enrolled with Muster.
#
# It does      `enroll` makes a key on this machine and trades a ticket for a certificate (EST, RFC 7030). Every 8 hours
#              `check-in` shows that the machine still holds the key (HTTP Message Signatures, RFC 9421), tells what has
#              changed, and renews the certificate when it is time. `unenroll` ends it and removes every file.
#              A check-in also does what the server asks, which is one of: tell everything afresh, rename the host, lock the
#              screens, restart the machine, renew, leave, or run a program that root has put into /etc/muster/commands, by
#              its name.
# It writes    /var/lib/muster                                     key, certificate, state; for root only
#              /usr/local/bin/muster-agent                         this script
#              what the organisation sets, where that says       profile: what was there before is kept and put back
#              /etc/systemd/system/muster-agent.{service,timer}    where there is systemd
# It runs      on a machine of the organisation's, at every check-in, the scripts that come with the compliance policies: as
#              root, for 60 seconds each at most. /var/lib/muster/profile/current has them.
# It sends     what `muster-agent report` prints, what those scripts print, what became of what it was asked, its certificate
#              and signatures; to one server only, over HTTPS.
# It never     sends the key, listens, or updates itself. But for those scripts it runs no code that a server sends, and
#              reads no files of people.
# It needs     root, a POSIX shell with the usual tools, openssl, curl and flock.
set -eu
umask 077
LC_ALL=C
export LC_ALL

MUSTER_URL='@MUSTER_URL@'
VERSION=4
TRIES=5                 # how often a request is sent before giving up, over about 30 seconds
LONGEST_PAUSE=60        # seconds; a server that asks for a longer one is left alone until the next check-in
CLOCK_TOLERANCE=300     # seconds; with a clock that is further off, the server refuses what is signed

usage() {
    cat <<END
muster-agent $VERSION keeps this machine enrolled with Muster.

  enroll [--ticket TICKET] [--key-type ec|rsa]    enroll with a ticket from the portal
  check-in               tell the server that the machine is there, as the timer does every 8 hours
  renew                  get a new certificate now; check-in does it when it is time
  status                 say how things stand
  report                 print what a check-in tells of this machine
  unenroll [--force]     leave; with --force also when the server can't be told

Without --ticket, the ticket is read from MUSTER_TICKET or asked for. --server URL names another server than the one this
script came from. --root DIR keeps everything below DIR and starts no timer: to try it out.

Ends with 0 done, or nothing to do; 1 something is wrong with this machine; 2 wrong use; 3 not enrolled; 4 the server
refuses; 5 the server can't be reached or has a fault: try later; 6 the server has ended the enrollment. The status ends
as the last check-in did.
END
}

say() { printf '%s\n' "$*"; }
fail() { # EXIT-CODE TEXT
    printf 'muster-agent: %s\n' "$2" >&2
    exit "$1"
}

