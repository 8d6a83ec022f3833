package dev.twinkeel.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdviceTest {
    private static final String SMALLEST = Samples.text("smallest.yaml");

    @Test
    void theSmallestFileHasNoWarning() {
        assertThat(Samples.valid(SMALLEST).warnings()).isEmpty();
    }

    @Test
    void aWarningStandsAtTheKeyAndNamesTheRemedy() {
        assertThat(Samples.valid(SMALLEST + "    replicas: { min: 1 }\n").warnings())
                .singleElement()
                .hasToString(
                        "twinkeel.yaml:8:17: services.web.replicas.min: a single replica: each"
                                + " restart and each lost zone is an outage; use at least 3, one a"
                                + " zone");
    }

    @Test
    void everyRuleWarns() {
        warned("objectives: { region: { rto: 5s } }", "objectives.region.rto");
        warned("objectives: { zone: { rto: 1s } }", "objectives.zone.rto");
        warned("objectives: { region: { rpo: 0s } }\ndatabases: { d: }", "objectives.region.rpo");
        warned(
                "objectives: { region: { rto: 1m } }\nrecovery: { approval: person }",
                "recovery.approval");
        warned("recovery: { lease: 500ms }", "recovery.lease");
        warned("witness: { aws: ap-southeast-2 }", "regions.mumbai");
        warned("witness: { aws: ap-southeast-2 }", "services.web");
        warned("databases: { d: { zone: async } }", "databases.d.zone");
        warned("databases: { d: { backup: none } }", "databases.d.backup");
        warned("databases: { d: }", "databases.d");
        warned("caches: { c: }", "caches.c");
        warned("buckets: { b: { replicate: false } }", "buckets.b.replicate");
        warned("routing: { ttl: 1h, accelerator: false }", "routing.ttl");
        warned("databases: { d: }", "load");
        warned("load: { write: { path: /x } }", "load.write");
        warned("links: { zone: { rtt: 1ms, jitter: 2ms } }", "links.zone.jitter");
        warned("    routes: [ ]", "services");
        assertThat(paths(SMALLEST.replace("mumbai:", "mumbai: { capacity: 50% }")))
                .contains("regions.mumbai.capacity");
        assertThat(paths(SMALLEST.replace("singapore:", "singapore: { capacity: 10% }")))
                .contains("regions.singapore.capacity");
    }

    private static void warned(String more, String path) {
        assertThat(paths(SMALLEST + more + "\n")).as(more).contains(path);
    }

    private static java.util.List<String> paths(String text) {
        return Samples.valid(text).warnings().stream().map(Warning::path).toList();
    }
}
