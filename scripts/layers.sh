#!/usr/bin/env bash
# Holds the rooms of the house apart, by what cargo says each crate depends on (ARCHITECTURE.md, "The house").
. "$(dirname "$0")/env.sh"
bad=0

# Names of all packages a crate is built with, without those for its tests.
tree() { cargo tree --quiet --edges normal --prefix none --format '{p}' "$@" | cut -d' ' -f1 | sort -u; }

# never WHO WHAT_REGEX TREE_OPTIONS…
never() {
  local who=$1 what=$2 found; shift 2
  found=$(tree -p "$who" "$@" | grep -Ex "$what" | tr '\n' ' ' || true)
  [ -z "$found" ] || { say "$who must not depend on: $found"; bad=1; }
}

platform='worker|worker-.*|leptos|leptos_.*|web-sys'
never muster-shared "$platform|js-sys|wasm-bindgen|wasm-bindgen-.*|tokio|axum|getrandom-.*"
# In a browser and in the Worker, the ciphers' source of randomness is JavaScript's: js-sys comes with it,
# and may come only with it.
never muster-shared "$platform" --target wasm32-unknown-unknown
never muster-shared 'js-sys|wasm-bindgen' --target wasm32-unknown-unknown --depth 1
never muster-edge 'leptos|leptos_.*' --target wasm32-unknown-unknown
never muster-portal 'worker|worker-.*|axum|muster-edge' --target wasm32-unknown-unknown
# What only tests may use must not be compiled into what is served.
for crate in muster-edge muster-portal; do
  features=$(cargo tree --quiet --edges normal --prefix none --format '{p} {f}' -p "$crate" \
    --target wasm32-unknown-unknown | sed -n 's/ (\*)$//; s/^muster-shared [^(]*([^)]*) //p' | sort -u | tr '\n' ',')
  case ",$features," in
    *,test-util,* | *,openapi,*) say "$crate is served with features of shared that are for tests: $features"; bad=1 ;;
  esac
done
exit "$bad"
