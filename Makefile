# Everything Kasha does, by name. `make` lists the targets; README.md says when to use which.

export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
ACTIONLINT  := go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: synth test variants check lint awscli rehearse rehearse-faults review review-ratio edits shapes speed fuzz snapshots clean
synth: node_modules ## synthesize every environment into cdk.out and say what came out
	@cdk synth --quiet
	@go run ./cmd/kasha report cdk.out

# The platform's tests (the root package) take the longest, one step after the other: they and the CDK's process wait for each
# other ten thousand times. So all others give way to them; without nice, all tests together take an eighth longer.
test: node_modules ## run the tests; what takes minutes has a target of its own
	@$(MAKE) --no-print-directory --jobs=2 --keep-going test-platform test-packages
	@echo "not in here, because they take minutes: make variants, make edits, make shapes, make fuzz"

.PHONY: test-platform test-packages
# Tests that want the CDK's validator add it, with our rules in it. Where they do not, the CDK would start another by itself;
# its process reads this variable when it starts, too early for a test to set it.
test-platform: export CDK_VALIDATION := false
test-platform: node_modules
	scripts/cdk-process go test -short -parallel 8 -ldflags=-w .
# Eight tests of a package at a time: some wait for another process, or for a time-out. These programs and their linkers end before
# collecting garbage as often as usual (GOGC) pays. A package without tests is left to the platform's, which import it: in an empty
# cache it would have the CDK's bindings compiled a second time, a gigabyte each.
test-packages: node_modules
	@packages=$$(go list -f '{{if and (ne .ImportPath "kasha") (or .TestGoFiles .XTestGoFiles)}}{{.ImportPath}}{{end}}' ./...) && \
		GOGC=400 nice go test -short -parallel 8 -ldflags=-w $$packages

variants: node_modules ## the tests of dozens of environments and of every region: thresholds, cost levers, what a region has
	scripts/cdk-process go test -count=1 -ldflags=-w -run 'TestThresholdsFollow|TestCostLevers|TestRegionsOffer|ExistsInEveryRegion|RefusedWhereItCannotBe' .

check: node_modules ## formatting, vet, staticcheck, workflow lint
	@test -z "$$(git ls-files '*.go' | xargs gofmt -l)" || { echo "not formatted; run: gofmt -w ."; git ls-files '*.go' | xargs gofmt -l; exit 1; }
	go vet ./...
	$(STATICCHECK) ./...
	$(ACTIONLINT)

# By hand, one environment at a time. cmd/preflight looks first, and prints the command that is then shown and run; what
# destroy's stacks leave, kasha leftovers removes.
.PHONY: diff deploy destroy bootstrap
diff: node_modules ## show what a deployment would change: make diff ENV=dev
deploy: node_modules ## deploy one environment: make deploy ENV=dev
destroy: node_modules ## delete a nonproduction environment, asking first: make destroy ENV=dev
bootstrap: node_modules ## prepare an environment's account for the CDK: make bootstrap ENV=dev
# package-lock.json decides on the version, not the advice that cdk prints.
diff deploy destroy bootstrap: export CDK_DISABLE_VERSION_CHECK := 1
diff deploy destroy bootstrap:
	@go build -o build/ ./cmd/preflight ./cmd/kasha
	@command=$$(build/preflight --env "$$ENV" --for $@) && echo "$$command" && eval "$$command"

# On a deployed environment, with the AWS command line. Each prints the commands that it runs.
.PHONY: rotate restart sql runbook
rotate: ## change the application's password and restart what holds it: make rotate ENV=dev
	@go build -o build/kasha ./cmd/kasha && build/kasha rotate "$$ENV" $$SECRET
restart: ## restart the backend if its password was rotated: make restart ENV=dev
	@go build -o build/kasha ./cmd/kasha && build/kasha restart "$$ENV"
sql: ## run SQL as the master user: make sql ENV=dev FILE=docs/sql/users.sql
	@go build -o build/kasha ./cmd/kasha && build/kasha sql "$$ENV" "$$FILE"
runbook: ## print a runbook with an environment's own names: make runbook ENV=staging NAME=swap-in
	@go build -o build/kasha ./cmd/kasha && build/kasha runbook "$$ENV" "$$NAME"

lint: synth ## a second opinion: cfn-lint over every template (needs Python and PyPI)
	@scripts/lint cdk.out

awscli: ## hold the AWS commands in the runbooks and the README against AWS's command line (needs Python and PyPI)
	@scripts/awscli

rehearse: node_modules ## deploy dev to a local emulator of AWS and destroy it again (needs Python, PyPI, npm)
	@scripts/rehearse

rehearse-faults: node_modules ## break the rehearsal on purpose, to see that it notices and leaves nothing behind
	@python3 rehearsal/faults.py

review: node_modules ## what would the working tree change that is deployed? make review BASE=main
	@go build -o build/kasha ./cmd/kasha
	@build/kasha review --base-ref "$(BASE)"

edits: node_modules ## try the review on real edits of this repository (some minutes)
	go test -count=1 -timeout 60m ./internal/review/edits

review-ratio: node_modules ## measure the review of one line against make synth; fails above 2.5
	@scripts/review-ratio

N ?= 200
ifndef SEED
SEED := $(shell date +%s)
endif
shapes: node_modules ## synthesize and prove N generated environments (default 200); SEED repeats a run
	@case "$(N):$(SEED)" in :*|*:|*[!0-9:]*) echo "N and SEED are whole numbers, as in: make shapes N=200 SEED=7"; exit 2 ;; esac
	go build -buildvcs=false -o build/kasha-app .
	@echo "shapes: SEED=$(SEED)"
	go test ./internal/shapes -count=1 -v -timeout 60m -application $(CURDIR)/build/kasha-app -environments $(N) \
		-rapid.seed=$(SEED) -rapid.checks=$(N) -rapid.shrinktime=3m

speed: node_modules ## measure what the README says about speed; wants a quiet machine (needs npm)
	@scripts/speed

fuzz: ## look for configurations that break the validation, for a minute and a half
	go test -run '^$$' -fuzz '^FuzzRead$$' -fuzztime 60s -fuzzminimizetime 1x ./lib/config
	go test -run '^$$' -fuzz '^FuzzField$$' -fuzztime 30s -fuzzminimizetime 1x ./lib/config

snapshots: node_modules ## accept the templates and the pipeline as they are now as the new snapshots
	KASHA_UPDATE=1 go test -count=1 -run '^(TestSnapshots|TestPipelineStageGraph)$$' .

clean: ## remove what was built; downloads stay cached
	rm -rf build cdk.out node_modules

# The pinned command line and Node.js. Only the lock file decides what is installed.
node_modules: package-lock.json
	@npm ci --omit=dev --no-audit --no-fund --loglevel=error
	@touch node_modules
