package dev.twinkeel.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProblemsTest {
    private static final String SMALLEST = Samples.text("smallest.yaml");

    @Test
    void anUnknownKeyHasItsPlaceAndTheNearestWord() {
        assertThat(Samples.problems(SMALLEST + "    replica: 3\n"))
                .containsExactly(
                        "twinkeel.yaml:8:5: services.web.replica: unknown key \"replica\"; expected"
                                + " one of run, build, folder, image, replicas, routes, health, uses;"
                                + " did you mean \"replicas\"?");
    }

    @Test
    void aTimeWithoutUnitGetsOne() {
        assertThat(Samples.problems(SMALLEST + "recovery: { lease: 30 }\n"))
                .containsExactly(
                        "twinkeel.yaml:8:20: recovery.lease: \"30\" has no unit; expected a time"
                                + " from 500ms to 5m, a whole number with us, ms, s, m, h or d; did you"
                                + " mean \"30s\"?");
    }

    @Test
    void everyProblemIsReportedAtOnceInTheOrderOfTheFile() {
        String text =
                """
                aplication: shop
                objectives: { zone: { rto: 15min, rpo: 0 }, latency: { p99: 10d } }
                regions:
                  mumbai: { role: primary, capacity: 34 }
                  singapore: { role: primary }
                services:
                  orders:
                    run: [ java ]
                    replicas: { min: 5, max: 2 }
                    routes: [ /api/x, /api/x/, api ]
                    uses: [ order-db, orders ]
                  orders: { run: again }
                databases: { orders-db: { engine: postgress } }
                edge: { site: assets }
                load: { ledger: { database: other, query: select 1 } }
                """;
        assertThat(places(text))
                .containsExactly(
                        "1:1 aplication",
                        "2:28 objectives.zone.rto",
                        "2:40 objectives.zone.rpo",
                        "2:61 objectives.latency.p99",
                        "4:38 regions.mumbai.capacity",
                        "5:16 regions.singapore.role",
                        "8:10 services.orders.run",
                        "9:17 services.orders.replicas.min",
                        "10:23 services.orders.routes[1]",
                        "10:32 services.orders.routes[2]",
                        "11:13 services.orders.uses[0]",
                        "11:23 services.orders.uses[1]",
                        "12:3 services.orders",
                        "13:35 databases.orders-db.engine",
                        "14:9 edge.site",
                        "15:9 load.ledger",
                        "15:19 load.ledger.database");
    }

    private static List<String> places(String text) {
        return switch (ApplicationFile.parse(Samples.FILE, text)) {
            case Parsed.Valid _ -> List.of();
            case Parsed.Invalid(var problems) ->
                    problems.stream()
                            .map(it -> "%d:%d %s".formatted(it.line(), it.column(), it.path()))
                            .toList();
        };
    }

    @Test
    void aDanglingNameSaysWhatWasProbablyMeant() {
        String text = SMALLEST + "    uses: [ shop-bd ]\ndatabases: { shop-db: }\n";
        assertThat(Samples.problems(text))
                .singleElement()
                .asString()
                .contains("8:13: services.web.uses[0]")
                .endsWith("did you mean \"shop-db\"?");
    }

    @Test
    void everyRuleOverKeysIsHeld() {
        refused("databases: { web: }\n", "is a name under services already");
        refused("queues: { edge: }\n", "is a name that Twinkeel uses itself");
        refused("databases: { postgres: }\n", "is a secret that Twinkeel has itself");
        refused("databases: { aws-key-web: }\n", "is a secret that Twinkeel has itself");
        refused("caches: { cache-users: }\n", "\"cache-users-web\" is a secret that Twinkeel");
        refused("databases: { a-web: }\ncaches: { a: }\n", "under the name of database a-web");
        refused(
                "load: { ledger: { database: a, query: b } }\ndatabases: { a: }\n",
                "no load.write");
        refused(
                """
                load: { write: { path: /x }, ledger: { database: a, query: b } }
                databases: { a: }
                """,
                "no {key} in path, body or headers");
        refused("load: { read: { path: '/x/{9..1}' } }\n", "expected the smaller number first");
        refused("load: { read: [ { path: /a }, { path: a } ] }\n", "load.read[1].path: \"a\"");
        refused("load: { read: [ ] }\n", "expected a list of 1 to 20");
        refused("witness: { aws: mars }\n", "is not an AWS region");
        refused("domain: shop..example\n", "is not a domain");
        refused("buckets: { a: { replicate: yes } }\n", "did you mean \"true\"");
        refused("queues: { a: { dead-letter-after: 0 } }\n", "is out of range");
        refused("queues: { a: { dead-letter-after: five } }\n", "expected a whole number");
        refused("queues: { a: { dead-letter-after: !!int five } }\n", "expected a whole number");
        refused("buckets: { a: { replicate: !!bool perhaps } }\n", "expected true or false");
        refused("routing: { ttl: !time 10s }\n", "is not a time");
        refused("routing: !routing { ttl: 10s }\n", "tag !routing is written");
        refused("routing: [ ttl ]\n", "a list is written");
        refused("routing: { [ ttl ]: 10s }\n", "a key that is no text");
        refused("? { a: b }\n: c\n", "a key that is no text");
        refused("edge: { waf: { rate: 0/s } }\n", "is not a rate");
        refused("edge: { waf: { rate: 900000000/ms } }\n", "is out of range");
        refused("tables: { Sessions: }\n", "is not a name");
        refused("tables: { a--b: }\n", "is not a name");
        refused("tables: { %s: }\n".formatted("a".repeat(31)), "is not a name");
        refused("caches: { a: { engine: '' } }\n", "expected \"redis\"");
        refused("load: { write: { path: } }\n", "nothing is written");
        refused("load: { write: }\n", "nothing is written");
        refused("load: { read: { path: /a, done: [ 200, 200 ] } }\n", "is there twice");
    }

    @Test
    void aThirdRegionIsRefusedAndSoAreTwoInOnePlace() {
        refusedText(SMALLEST.replace("singapore:", "singapore:\n  tokyo:"), "expected exactly 2");
        refusedText(
                SMALLEST.replace("mumbai:", "mumbai: { aws: ap-south-1 }")
                        + "witness: { aws: ap-south-1 }\n",
                "together they would be lost together");
        refusedText(SMALLEST.replace("mumbai", "witness"), "Twinkeel uses itself");
        refusedText(
                SMALLEST.replace("mumbai:", "mumbai: { role: standby }")
                        .replace("singapore:", "singapore: { role: standby }"),
                "two regions are standby");
    }

    private static void refused(String more, String saying) {
        refusedText(SMALLEST + more, saying);
    }

    private static void refusedText(String text, String saying) {
        assertThat(Samples.problems(text)).as(text).anyMatch(it -> it.contains(saying));
    }

    @Test
    void whatIsNotYamlSaysWhere() {
        refusedText("", "the file is empty");
        refusedText("# nothing\n", "the file is empty");
        refusedText("\uFEFF", "the file is empty");
        refusedText("---\n", "nothing is written");
        refusedText("just text\n", "expected a section with keys among application");
        refusedText("- a\n- b\n", "a list is written");
        refusedText("a: b\n\tc: d\n", "twinkeel.yaml:2:1: a tab");
        refusedText("a: [ b\n", "not YAML");
        refusedText("a: 'b\n", "not YAML");
        refusedText("a: *b\n", "not YAML");
        refusedText("a: b: c\n", "not YAML");
        refusedText("a: b\n---\nc: d\n", "a second document begins");
        refusedText("a: b\u0007\n", "twinkeel.yaml:1:5: an invisible character U+0007");
        refusedText("a: b\ud800\n", "an invisible character U+D800");
        refusedText("a: b\uFEFF\n", "an invisible character U+FEFF");
        refusedText("%YAML 9.9\n---\na: b\n", "not YAML");
    }

    @Test
    @Timeout(20)
    void aHostileFileIsRefusedQuickly() {
        refusedText("a: ".repeat(1 << 19), "at most 1048576");
        refusedText("[".repeat(1 << 20), "nested too deeply");
        refusedText("{a: ".repeat(100_000), "nested too deeply");
        refusedText("- ".repeat(1 << 19), "nested too deeply");
        refusedText("? ".repeat(1 << 19), "nested too deeply");
        refusedText("a: [" + "b,".repeat(500_000) + "]", "too many values");
        refusedText("k: &a [x]\nl: [" + "*a,".repeat(1000) + "]", "too many aliases");
        refusedText("services: &a { a: *a, b: *a }\n", "is missing");
        assertThat(Samples.problems("x" + "\nx: y".repeat(20_000))).isNotEmpty();
        assertThat(Samples.problems("application: " + "a-".repeat(500_000))).isNotEmpty();
        assertThat(Samples.problems("domain: " + "a.".repeat(500_000))).isNotEmpty();
        assertThat(Samples.problems("&a".repeat(300_000))).isNotEmpty();
        assertThat(Samples.problems("!".repeat(1 << 20))).isNotEmpty();
        assertThat(Samples.problems("'".repeat(1 << 20))).isNotEmpty();
        assertThat(Samples.problems("\"\\".repeat(1 << 19))).isNotEmpty();
        assertThat(Samples.problems(" \n".repeat(1 << 19))).isNotEmpty();
        assertThat(Samples.problems("k".repeat(1 << 20))).isNotEmpty();
    }

    @Test
    void aBombOfAliasesIsBounded() {
        var text = new StringBuilder(SMALLEST);
        text.append("links: { region: &l0 { rtt: 1ms }, zone: *l0 }\n");
        text.append("tables: &t { a: }\nbuckets: *t\nqueues: *t\n");
        assertThat(Samples.problems(text.toString()))
                .allMatch(it -> it.contains("is a name under"))
                .hasSize(2);
    }

    @Test
    void atMostAHundredProblemsAreReported() {
        var text = new StringBuilder(SMALLEST);
        for (int index = 0; index < 1000; index++) {
            text.append("key").append(index).append(": 1\n");
        }
        assertThat(Samples.problems(text.toString())).hasSize(Problems.COUNT_MAX);
    }

    @Test
    void aMessageNeverMovesTheCursorOfATerminal() {
        String escape = "\"\\e[2J" + "x".repeat(500) + "\": 1\n";
        assertThat(Samples.problems(SMALLEST + escape))
                .singleElement()
                .asString()
                .doesNotContain("\u001b")
                .contains("\\u001b[2Jxxx")
                .hasSizeLessThan(600);
    }

    @Test
    void aSlipOfTheFingerHasANearestWord() {
        var words = List.of("replicas", "routes", "run");
        assertThat(Nearest.of("replica", words)).contains("replicas");
        assertThat(Nearest.of("ruotes", words)).contains("routes");
        assertThat(Nearest.of("ROUTES", words)).contains("routes");
        assertThat(Nearest.of("rnu", words)).contains("run");
        assertThat(Nearest.of("volumes", words)).isEmpty();
        assertThat(Nearest.of("", words)).isEmpty();
        assertThat(Nearest.of("x".repeat(100_000), words)).isEmpty();
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void aTimeIsReadAndWrittenAlike() {
        for (String text : List.of("0s", "500us", "30s", "90s", "15m", "36h", "1d", "1500ms")) {
            assertThat(Times.text(Times.parse(text).orElseThrow())).isEqualTo(text);
        }
        assertThat(Times.text(Duration.ofSeconds(60))).isEqualTo("1m");
        assertThat(Times.parse("999999999d")).isPresent();
        for (String text :
                List.of("", "30", "s", "1.5s", "-1s", "01s", "1 s", "1S", "9999999999s")) {
            assertThat(Times.parse(text)).as(text).isEmpty();
        }
        assertThat(new Rate(200, Duration.ofSeconds(1))).hasToString("200/s");
        assertThat(new Rate(2000, Duration.ofMinutes(5))).hasToString("2000/5m");
    }
}
