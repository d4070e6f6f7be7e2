# Everything that is done with Gatehouse's sources; `make` alone lists it.

# One scratch path a configuration: changing flags in one builds everything again.
SCRATCH ?= .build
RELEASE ?= .build-release
# What `make load` keeps its data in: sqlite, postgresql, or one after the other.
DATABASE ?= both
# Of `make idle`: nodes, devices of each, and seconds in which nothing happens.
NODES ?= 3
DEVICES ?= 16000
IDLE ?= 180
# How often `make faults` kills each.
TIMES ?= 50
SEARCHED = Sources Tests Benchmarks \
	Packages/Core/Sources Packages/Core/Tests Packages/Agent/Sources Packages/Agent/Tests
MANIFESTS = Package.swift Packages/Core/Package.swift Packages/Agent/Package.swift

.PHONY: help run demo build release package check-package test unit check lint format golden goldens-clean fuzz bench \
	load idle sizing faults check-monitoring clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up, build and start Gatehouse on this machine; Ctrl-C ends it
	@scripts/packages.sh run
	@scripts/release.sh $(RELEASE)
	@BIN=$${BIN:-$(RELEASE)/release} scripts/run.sh

demo: ## blocked, allowed, blocked, allowed, blocked: watch it happen (BIN=.build/debug uses those binaries)
	@scripts/packages.sh run
	@test -n "$$BIN" || scripts/release.sh $(RELEASE)
	@BIN=$${BIN:-$(RELEASE)/release} scripts/demo.sh

build: ## build everything for debugging, tests included
	@scripts/packages.sh run
	swift build --build-tests --scratch-path $(SCRATCH)

release: ## build the release binaries
	@scripts/packages.sh run
	@scripts/release.sh $(RELEASE)

package: ## make the Debian packages in var/packages (BIN=.build/debug uses those binaries)
	@scripts/packages.sh packaging
	@test -n "$$BIN" || scripts/packages.sh run
	@test -n "$$BIN" || scripts/release.sh $(RELEASE)
	@BIN=$${BIN:-$(RELEASE)/release} scripts/package.sh

check-package: ## install the packages in a clean Debian, run, upgrade, remove and purge them
	@BIN=$${BIN:-$(SCRATCH)/debug} scripts/check-package.sh

test: build ## install what the tests need, and run them all
	@scripts/packages.sh test
	@scripts/test-venv.sh
	@scripts/test.sh core --package-path Packages/Core
	@scripts/test.sh agent --package-path Packages/Agent
	@scripts/test.sh gatehouse --skip-build --scratch-path $(SCRATCH)
	@GATEHOUSE_TEST_DATABASE=postgresql scripts/test.sh postgresql --skip-build --scratch-path $(SCRATCH) \
		--filter 'GatehouseServiceTests|GatehouseAPITests|GatehouseDeviceAPITests'

check: lint test goldens-clean ## exactly what continuous integration runs
	@BIN=$(SCRATCH)/debug scripts/check-run.sh
	@BIN=$(SCRATCH)/debug PORT=18643 PATIENCE=5000 scripts/demo.sh

lint: ## check the style
	@scripts/packages.sh lint
	swift format lint --strict --parallel --recursive $(SEARCHED) $(MANIFESTS)
	shellcheck --external-sources scripts/*.sh .ci/run

format: ## mend the style
	swift format --in-place --parallel --recursive $(SEARCHED) $(MANIFESTS)

golden: ## rewrite the golden files from what the code says now
	GOLDEN=1 swift test --package-path Packages/Core
	GOLDEN=1 swift test --scratch-path $(SCRATCH)

goldens-clean:
	@scripts/goldens-clean.sh

fuzz: ## fuzz the parsers of foreign bytes for longer (FUZZ=20 times the rounds of the tests)
	@scripts/fuzz.sh

bench: ## measure, print the table and write Benchmarks/results.json (ONLY=group)
	@scripts/packages.sh bench
	@scripts/bench.sh $(ONLY)

load: ## play the scenarios of examples/scenarios against a server of its own (DATABASE=sqlite|postgresql|both)
	@scripts/packages.sh load
	@RELEASE=$(RELEASE) python3 scripts/load.py --database $(DATABASE) $(SCENARIOS)

idle: ## hold 16,000 idle devices on each of three nodes, and print what each takes (NODES=1: SQLite; DEVICES=16000)
	@scripts/packages.sh load
	@RELEASE=$(RELEASE) python3 scripts/idle.py --nodes $(NODES) --devices $(DEVICES) --idle $(IDLE)

sizing: ## measure what fleets of 1,000, 10,000 and 50,000 devices ask of one node, for docs/sizing.md
	@scripts/packages.sh load
	@RELEASE=$(RELEASE) python3 scripts/sizing.py
	@RELEASE=$(RELEASE) python3 scripts/bench/fleet.py --devices 1000 10000 50000

faults: ## kill, cut off and fill up servers and their databases under load (TIMES=50 kills, a fifth of all else)
	@scripts/packages.sh load
	@RELEASE=$(RELEASE) python3 scripts/faults.py --times $(TIMES)
	@RELEASE=$(RELEASE) python3 scripts/faults.py --times $(TIMES) --database postgresql
	@RELEASE=$(RELEASE) python3 scripts/faults.py --times $(TIMES) --database postgresql --fault database
	@for fault in replica partition disk-full; do \
		RELEASE=$(RELEASE) python3 scripts/faults.py --times $$((($(TIMES) + 4) / 5)) --database postgresql --fault $$fault \
			|| exit 1; \
	done
	@RELEASE=$(RELEASE) python3 scripts/faults.py --times $$((($(TIMES) + 4) / 5)) --fault disk-full

check-monitoring: ## check the alerts of examples/monitoring with promtool, and that they fire
	@scripts/packages.sh monitoring
	promtool check config examples/monitoring/prometheus.yaml
	promtool test rules examples/monitoring/gatehouse.rules.test.yaml

clean: ## remove what was built and what was run, and nothing else
	rm -rf var $(SCRATCH) $(RELEASE) Packages/Core/.build Packages/Agent/.build
