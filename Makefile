# `make` lists what there is. Everything runs with the JDK 25 that ./twinkeel finds.
.DEFAULT_GOAL := help
.PHONY: help check fmt fmt-check test drill drill-hostile bench bench-render bench-patroni bench-replication seed golden terraform-proof promtool clean

SCENARIO ?= region-loss
SEED ?= 1
PROOF ?= examples/storefront/twinkeel.yaml examples/analytics/twinkeel.yaml
RUNS ?= 3
RATE ?= 500
SECONDS ?= 20
FAULTS ?= 200
OBJECTS ?= 10000
PROMTOOL ?= promtool
MVN = ./twinkeel mvn

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

check: ## what must pass before a push: format, compiler checks, every test
	./twinkeel test

fmt: ## formats the sources
	$(MVN) -q spotless:apply

fmt-check: ## fails when a source is not formatted
	$(MVN) -q spotless:check

test: ## every test, without the format check
	./twinkeel test -Dspotless.check.skip=true

drill: ## one drill: make drill SCENARIO=zone-loss
	./twinkeel drill $(SCENARIO)

drill-hostile: ## the hostile suite: every drill of it, with a table at the end (half an hour)
	./twinkeel drill --suite hostile

bench: ## the figures, as `name value unit` a line, and bench/results.json
	./twinkeel bench

bench-render: ## how long `twinkeel render aws` takes: both examples, and a file with fifty services
	./twinkeel bench --only start,render --results target/render.json

bench-patroni: ## the same faults and client for Patroni (Debian packages) and Twinkeel: make bench-patroni RUNS=3
	bench/patroni/run $(RUNS)

bench-replication: ## 10,000 objects through a link that is cut, from a store that is killed: make bench-replication OBJECTS=10000
	$(MVN) -q -pl stores/buckets -am package -DskipTests
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	./twinkeel java -cp "stores/buckets/target/classes:stores/buckets/target/test-classes:$$(cat stores/buckets/target/class-path)" \
	  dev.twinkeel.stores.buckets.ReplicationFigure "$$folder" $(OBJECTS)

bench-tables: ## writes to a table in both regions, and when the other has them: make bench-tables RATE=500 SECONDS=20
	bench/tables/run $(RATE) $(SECONDS)

seed: ## replays one seed of the recovery simulation: make seed SEED=42
	./twinkeel forecast --seed $(SEED)

golden: ## rewrites the golden files (tables, schema); look at the difference before you commit it
	$(MVN) -q test -Dtwinkeel.golden=write -Dtest='Published*,TransitionTable*,FlawTable*,*Golden*' -Dsurefire.failIfNoSpecifiedTests=false

terraform-proof: ## plans and applies what is rendered for AWS, offline, with the terraform or tofu on the PATH
	$(MVN) -q -pl aws/proof -am -DskipTests compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
	./twinkeel java --enable-native-access=ALL-UNNAMED -Dmsgpack.universal-buffer=true -cp "aws/proof/target/classes:$$(cat aws/proof/target/classpath.txt)" dev.twinkeel.aws.proof.Proof --faults $(FAULTS) $(PROOF)

promtool: ## checks the rendered Prometheus rules with promtool (Debian's package prometheus), when it is there
	$(MVN) -q -pl aws -am -Dtest=RulesTest -Dsurefire.failIfNoSpecifiedTests=false test
	@command -v $(PROMTOOL) > /dev/null || { echo "promtool: not found, so Prometheus judged nothing. Install the package prometheus, or name it: make promtool PROMTOOL=/path/promtool"; exit 3; }
	$(PROMTOOL) check rules aws/target/prometheus/*.yaml

clean: ## removes everything that was built
	$(MVN) -q clean
