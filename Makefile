.DEFAULT_GOAL := help
.PHONY: help build test check ci generate fuzz bench microbench soak clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

build: ## bin/sallyport
	CGO_ENABLED=0 go build -trimpath -o bin/sallyport ./cmd/sallyport

test: ## set up and run all tests
	scripts/test

check: ## gofmt, vet, linter, generated files
	scripts/check

ci: ## all that a change must pass
	bash .ci/run

generate: ## write the generated files again
	go generate ./...

fuzz: ## every fuzz target for FUZZTIME (30s) each
	scripts/fuzz

bench: ## measure against references; writes docs/benchmarks.md
	scripts/bench

microbench: ## Go benchmarks of the hot paths
	go test -run '^$$' -bench . -benchmem ./internal/...

soak: ## kill a working server again and again for SALLYPORT_SOAK (10m)
	SALLYPORT_SOAK=$${SALLYPORT_SOAK:-10m} go test -run '^Test(KilledServer|FullDisk)$$' -count=1 -v -timeout 0 ./e2e/crash

clean: ## remove what was built
	rm -rf bin
