# Everything Kasha does, by name. `make` lists the targets; README.md says when to use which.

export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
ACTIONLINT  := go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: synth test check fuzz snapshots clean
synth: node_modules ## synthesize every environment into cdk.out and say what came out
	@cdk synth --quiet
	@go run ./cmd/kasha report cdk.out

test: node_modules ## run the tests
	go test ./...

check: node_modules ## formatting, vet, staticcheck, workflow lint
	@test -z "$$(git ls-files '*.go' | xargs gofmt -l)" || { echo "not formatted; run: gofmt -w ."; git ls-files '*.go' | xargs gofmt -l; exit 1; }
	go vet ./...
	$(STATICCHECK) ./...
	$(ACTIONLINT)

fuzz: ## look for configurations that break the validation, for a minute
	go test -run '^$$' -fuzz FuzzRead -fuzztime 60s ./lib/config

snapshots: node_modules ## accept the templates as they are now as the new snapshots
	KASHA_UPDATE=1 go test -run 'TestSnapshots' .

clean: ## remove what was built; downloads stay cached
	rm -rf build cdk.out node_modules

# The pinned command line and Node.js. Only the lock file decides what is installed.
node_modules: package-lock.json
	@npm ci --omit=dev --no-audit --no-fund --loglevel=error
	@touch node_modules
