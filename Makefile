# Each target is a script that can be run by hand; `make help` lists them.
.PHONY: help run test check bench fuzz build deploy-check openapi fmt clean-state
help:         ## these lines
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | expand -t 14
run:          ## install what is missing, build, serve at http://localhost:8787 (PORT=9000 for another port)
	@scripts/run.sh
test:         ## everything: check, native tests, browser, Worker, end to end, size budgets
	@scripts/test.sh
check:        ## format, lints on host and wasm32, documentation, layering, licences
	@scripts/check.sh
bench:        ## what is measured, printed
	@scripts/bench.sh
fuzz:         ## libFuzzer at every reader of outside bytes (SECONDS_EACH=60)
	@scripts/fuzz.sh
build:        ## the Worker into edge/build, the portal into portal/dist
	@scripts/setup.sh run && scripts/build.sh release
deploy-check: ## what a deployment would upload, held to the size budgets
	@scripts/deploy-check.sh
openapi:      ## write the OpenAPI document from the types
	@scripts/openapi.sh
fmt:          ## format the Rust code
	@cargo fmt --all
clean-state:  ## forget what `make run` has stored; the passwords in .dev.vars stay
	@rm -rf .state .wrangler
