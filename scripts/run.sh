#!/usr/bin/env bash
# `make run`: installs what is missing, builds, serves Muster on this machine and prints how to sign in.
# PORT=9000 make run takes another port. Ctrl-C stops everything; state stays in .state.
# STATE and SECRETS name another folder and another file than .state and .dev.vars, for a Muster beside one's own.
. "$(dirname "$0")/env.sh"
port=${PORT:-8787}
address=http://localhost:$port
state=${STATE:-.state}
secrets=${SECRETS:-.dev.vars}

if (exec 3<>"/dev/tcp/localhost/$port") 2>/dev/null; then
  fail "port $port is taken: stop what listens there, or choose another with PORT=9000 make run"
fi
scripts/setup.sh run
scripts/build.sh release
if [ -d "$state" ] && ! [ -e "$secrets" ]; then
  fail "$state was written with secrets that are gone ($secrets): run make clean-state, then make run"
fi
scripts/dev-secrets.sh "$secrets"

# Job control gives wrangler a process group of its own: its workerd is then stopped with it, always.
set -m
node_modules/.bin/wrangler dev --local --port "$port" --persist-to "$state" --env-file "$secrets" \
  --var "PUBLIC_URL:$address" --log-level "${LOG_LEVEL:-warn}" --show-interactive-dev-session=false </dev/null &
server=$!
set +m
stop() {
  trap - EXIT INT TERM HUP
  kill -TERM -- "-$server" 2>/dev/null || true
  for _ in $(seq 30); do kill -0 -- "-$server" 2>/dev/null || return 0; sleep 0.1; done
  kill -KILL -- "-$server" 2>/dev/null || true
}
trap stop EXIT
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM HUP

for _ in $(seq 300); do
  curl -fsS -o "$LOGS/healthz" "$address/healthz" 2>/dev/null && break
  kill -0 "$server" 2>/dev/null || fail "wrangler stopped before it served; its words are above"
  sleep 0.1
done
curl -fsS -o "$LOGS/healthz" "$address/healthz" || fail "$address/healthz does not answer"

set -a; . "$(realpath "$secrets")"; set +a
node scripts/provision.mjs "$address"
wait "$server"
