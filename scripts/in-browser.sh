# Sourced by test.sh and bench.sh, after find_browser: `in_browser` runs tests in it.

# A driver must be told which browser it drives and that it may run without a sandbox, as root does.
browser_options=$TARGET/webdriver.json
node -e 'console.log(JSON.stringify({ "goog:chromeOptions": { binary: process.env.CHROME_BIN, args: process.argv.slice(1) } }))' -- \
  --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking --no-first-run \
  --disable-component-update --disable-sync --disable-quic >"$browser_options"
export WASM_BINDGEN_TEST_WEBDRIVER_JSON=$browser_options
# Seconds for a whole file of tests, some of which wait for a page that asks every few seconds. The usual 20 are too few.
export WASM_BINDGEN_TEST_TIMEOUT=${WASM_BINDGEN_TEST_TIMEOUT:-180}
# Cargo itself runs them, by the runner of `.cargo/config.toml`; what is not for a browser is left out.
in_browser() { WASM_BINDGEN_TEST_ONLY_WEB=1 cargo test --target wasm32-unknown-unknown "$@"; }
