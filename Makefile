# Every command of Kasha by name. `make` lists the targets; README.md says when to use which.

# A checkout may lack executable bits, for example one that was delivered as an archive. This line runs in the shell of make itself.
$(shell test -x scripts/shell || chmod +x scripts/* $(wildcard .ci/run))

# Every recipe runs in this shell, which knows the pinned tools. GNU make 3.81 would not find them in a PATH exported from here.
SHELL := scripts/shell
STATICCHECK := go run -buildvcs=false honnef.co/go/tools/cmd/staticcheck@v0.8.2
ACTIONLINT  := go run -buildvcs=false github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

# Git exports GIT_DIR, GIT_INDEX_FILE and others to its hooks. A target in a hook would work on the repository of that hook with them.
unexport $(shell git rev-parse --local-env-vars 2>/dev/null)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^##@ / {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Develop

.PHONY: synth test check snapshots report clean
synth: node_modules ## synthesize every environment into cdk.out and list its stacks
	@test -x build/kasha || echo "building kasha" >&2
	@go build -buildvcs=false -o build/kasha ./cmd/kasha
	@build/kasha synth

# The platform's tests and the other packages run beside each other.
test: node_modules ## run the tests, in about two minutes; variants, edits, shapes and fuzz are not among them
	@$(MAKE) --no-print-directory --jobs=2 --keep-going test-platform test-packages
	@echo "not included, so that this stays short: make variants, make edits, make shapes, make fuzz"

.PHONY: test-platform test-packages
# Tests that need the CDK's validator enable it themselves, with our rules. Elsewhere the CDK would start one of its own. Its process
# reads this variable at its start, which is too early for a test to set it.
test-platform: export CDK_VALIDATION := false
test-platform: node_modules build/rotation/bootstrap
	scripts/cdk-process go test -short -parallel 8 -ldflags=-w . ./tests
test-packages: node_modules
	@scripts/test-packages

check: node_modules ## check formatting, vet, staticcheck and the GitHub workflows; warn of runtimes that end soon
	@unformatted=$$(find . \( -name node_modules -o -name build -o -name cdk.out \) -prune -o -name '*.go' -exec gofmt -l {} +) && \
		test -z "$$unformatted" || { echo "not formatted; fix: gofmt -w" $$unformatted; exit 1; }
	go vet ./...
	$(STATICCHECK) ./...
	$(ACTIONLINT) .github/workflows/*.yml
	@go run -buildvcs=false ./cmd/kasha runtimes

snapshots: node_modules build/rotation/bootstrap ## accept the present templates and pipeline as the new snapshots
	KASHA_UPDATE=1 go test -count=1 -run '^(TestSnapshots|TestPipelineStageGraph)$$' ./tests

report: node_modules ## write build/report/index.html: pictures, cost, outages and tables of what make synth wrote
	@go build -buildvcs=false -o build/kasha ./cmd/kasha
	@build/kasha report cdk.out

clean: ## delete everything that was built; downloads stay in their caches
	rm -rf build cdk.out node_modules

##@ Prove

.PHONY: rotation example browser variants edits shapes fuzz lint awscli offers rehearse rehearse-faults review-ratio speed
variants: node_modules build/rotation/bootstrap ## test dozens of environments and every region: thresholds, costs, what a region offers
	@$(MAKE) --no-print-directory --jobs=2 --keep-going variants-review variants-platform

.PHONY: variants-review variants-platform
# Two halves beside each other: each has a CDK process of its own and waits for it. A test belongs to one of them by its name.
variants-review: node_modules
	scripts/cdk-process go test -count=1 -timeout 30m -ldflags=-w ./tests -run 'TestTheReviewSays|UnderItsOwnName|WhatIsAccepted'
variants-platform: node_modules
	scripts/cdk-process go test -count=1 -timeout 30m -ldflags=-w ./tests \
		-run 'TestThresholds|TestCostLevers|TestRegionsOffer|InEveryRegion|WhereItCannotBe|UnderAName|TextRuleRefuses'
	go test -count=1 ./tests/freetexts

rotation: ## test the rotation function against a real server (needs Debian's mariadb-server or another one with its tools)
	@scripts/rotation

example: ## run examples/shop as its templates describe it, on the loopback (needs Linux, root, nginx and MariaDB's server)
	@scripts/example

browser: node_modules ## open the pages and a stand-in for the edge in Chromium; screenshots stay in build/browser (needs Chromium and npm)
	@scripts/browser

edits: node_modules build/rotation/bootstrap ## try the review on real edits of this repository (some minutes)
	go test -count=1 -timeout 60m ./tests/edits

shapes: node_modules ## synthesize and prove generated environments: make shapes N=200; SEED=7 repeats a run
	@scripts/shapes

# A number of inputs, because Go before 1.27 can report the end of a time as a failure of its own (golang/go#75804).
fuzz: ## search for configurations that break the validation, for a minute and a half
	go test -run '^$$' -fuzz '^FuzzRead$$' -fuzztime 800000x -fuzzminimizetime 1x ./lib/config
	go test -run '^$$' -fuzz '^FuzzField$$' -fuzztime 100000x -fuzzminimizetime 1x ./lib/config

lint: synth ## run cfn-lint on every template, those of testdata included (needs Python and PyPI)
	@scripts/lint --shapes cdk.out

awscli: ## compare the AWS commands in the documents with the AWS CLI (needs Python and PyPI)
	@scripts/awscli

offers: ## compare what regions offer with the AWS SDK for Python (needs Python and PyPI)
	@scripts/offers

rehearse: node_modules ## deploy dev to a local AWS emulator and destroy it again (needs Python, PyPI and npm)
	@scripts/rehearse

rehearse-faults: node_modules ## break the rehearsal on purpose: it must notice and leave nothing behind
	@python3 rehearsal/faults.py

review-ratio: node_modules ## measure the review of one line against make synth; fails above 1.5
	@scripts/review-ratio

speed: node_modules ## measure the figures in docs/performance.md; needs a quiet machine and npm
	@scripts/speed

##@ Deploy

.PHONY: review bootstrap diff deploy destroy
review: node_modules ## show what the working tree changes in what is deployed: make review BASE=main
	@go build -buildvcs=false -o build/kasha ./cmd/kasha
	@build/kasha review $(if $(NO_BASE),--no-base) $(if $(BASE)$(if $(NO_BASE),,none),--base-ref "$$BASE") $(if $(MERGE_BASE),--merge-base)

bootstrap: node_modules ## prepare an environment's account for the CDK: make bootstrap ENV=dev (or ENV=pipeline)
diff: node_modules ## show what a deployment would change: make diff ENV=dev
deploy: node_modules ## deploy one environment: make deploy ENV=dev (STACKS=network,data deploys only these)
destroy: node_modules ## delete a nonproduction environment, after asking: make destroy ENV=dev
# kasha preflight checks the account and prints the CDK command, which is then shown and run. package-lock.json decides on the CDK's
# version, so the CDK's advice to upgrade is switched off.
bootstrap diff deploy destroy: export CDK_DISABLE_VERSION_CHECK := 1
bootstrap diff deploy destroy:
	@go build -buildvcs=false -o build/kasha ./cmd/kasha
	@command=$$(build/kasha preflight --env "$$ENV" --for $@ --policies "$$POLICIES" --stacks "$$STACKS") && \
		echo "$$command" && eval "$$command"

##@ Operate

# These work on a deployed environment with the AWS CLI, and print the commands that they run.
.PHONY: rotate restart sql shell wake assets password records runbook
rotate: ## change a database password and restart the tasks that hold it: make rotate ENV=dev
	@go build -buildvcs=false -o build/kasha ./cmd/kasha && build/kasha rotate --env "$$ENV" $$SECRET
restart: ## restart the services that hold a changed password or secret: make restart ENV=dev
	@go build -buildvcs=false -o build/kasha ./cmd/kasha && build/kasha restart --env "$$ENV"
sql: ## run SQL as the master user, inside the VPC: make sql ENV=dev FILE=docs/sql/users.sql
	@go build -buildvcs=false -o build/kasha ./cmd/kasha && build/kasha sql --env "$$ENV" $${FILE:+"$$FILE"}
shell: ## open a shell in a task beside a service: make shell ENV=staging SERVICE=backend
	@go build -buildvcs=false -o build/kasha ./cmd/kasha && build/kasha shell --env "$$ENV" $${SERVICE:+"$$SERVICE"}
wake: ## start the database of an environment that is off, and wait for it: make wake ENV=dev
	@go build -buildvcs=false -o build/kasha ./cmd/kasha && build/kasha wake --env "$$ENV"
assets: ## upload static files to their bucket: make assets ENV=dev DIR=dist
	@go build -buildvcs=false -o build/kasha ./cmd/kasha && build/kasha assets --env "$$ENV" $${DIR:+"$$DIR"}
password: ## set the password of a closed site: make password ENV=dev
	@go build -buildvcs=false -o build/kasha ./cmd/kasha && build/kasha password --env "$$ENV"
records: ## print the DNS records that someone else must create: make records ENV=prod
	@go build -buildvcs=false -o build/kasha ./cmd/kasha && build/kasha records --env "$$ENV"
runbook: ## print a runbook with an environment's own names: make runbook ENV=staging NAME=swap-in
	@go build -buildvcs=false -o build/kasha ./cmd/kasha && build/kasha runbook --env "$$ENV" $${NAME:+"$$NAME"}

# The rotation function, which every environment deploys. The Go cache knows what has changed.
.PHONY: build/rotation/bootstrap
build/rotation/bootstrap:
	@scripts/build none

# The pinned CDK CLI and Node.js. Only the lock file decides what is installed.
node_modules: package-lock.json
	@echo "installing the pinned tools into node_modules" >&2
	@npm ci --omit=dev --no-audit --no-fund --loglevel=error
	@test -x node_modules/node/bin/node || { rm -rf node_modules; \
		echo "npm did not install the Node.js that package.json pins: it was told to run no install scripts, or not this package's." \
		"fix: remove ignore-scripts from npm's configuration, keep allowScripts in package.json, and repeat the command" >&2; exit 1; }
	@touch node_modules
