package dev.twinkeel.model;

import static dev.twinkeel.model.Forms.BODY;
import static dev.twinkeel.model.Forms.FLAG;
import static dev.twinkeel.model.Forms.HEADER;
import static dev.twinkeel.model.Forms.LINE;
import static dev.twinkeel.model.Forms.NAMES_MAX;
import static dev.twinkeel.model.Forms.PATH;
import static dev.twinkeel.model.Forms.code;
import static dev.twinkeel.model.Forms.may;
import static dev.twinkeel.model.Forms.must;
import static dev.twinkeel.model.Forms.text;
import static dev.twinkeel.model.Forms.time;
import static dev.twinkeel.model.Forms.word;
import static dev.twinkeel.model.Forms.words;

import dev.twinkeel.model.Shape.Entries;
import dev.twinkeel.model.Shape.Frequency;
import dev.twinkeel.model.Shape.Items;
import dev.twinkeel.model.Shape.OneOrMore;
import dev.twinkeel.model.Shape.Reference;
import dev.twinkeel.model.Shape.Section;
import dev.twinkeel.model.Shape.Whole;
import dev.twinkeel.model.Shape.Word;
import java.util.List;

/// The second half of [Keys]: how the outside gets in, and what happens when a region is lost.
final class TrafficKeys {
    /// A page has more kinds of requests, but a drill's report can show no more.
    private static final int READS_MAX = 20;

    private TrafficKeys() {}

    static Section routing() {
        return new Section(
                "Routing",
                List.of(
                        may(
                                "policy",
                                words(Routing.Policy.values()),
                                word(Routing.DEFAULT_POLICY),
                                "which region serves",
                                "failover"),
                        may(
                                "ttl",
                                time("1s", "1d"),
                                text(Routing.DEFAULT_TTL),
                                "how long resolvers may keep an answer",
                                "10s"),
                        may(
                                "health",
                                routingHealth(),
                                "",
                                "the check of a region's front door",
                                ""),
                        may(
                                "accelerator",
                                FLAG,
                                code(Routing.DEFAULT_ACCELERATOR),
                                "whether there is also a fixed address that moves without DNS",
                                "true")));
    }

    private static Section routingHealth() {
        return new Section(
                "Routing: health",
                List.of(
                        may(
                                "path",
                                PATH,
                                code(Routing.Health.DEFAULT_PATH),
                                "what is asked",
                                "/health"),
                        may(
                                "every",
                                time("100ms", "5m"),
                                text(Routing.Health.DEFAULT_EVERY),
                                "time between two checks",
                                "1s"),
                        may(
                                "failures",
                                new Whole(1, 10),
                                code(Routing.Health.DEFAULT_FAILURES),
                                "failed checks in a row that make a region unhealthy",
                                "3")));
    }

    static Section edge() {
        return new Section(
                "Edge",
                List.of(
                        may(
                                "site",
                                new Reference(List.of("buckets")),
                                "none",
                                "bucket that answers what no service routes",
                                "assets"),
                        may(
                                "cache",
                                new Entries(PATH, time("1s", "365d"), 0, NAMES_MAX),
                                "none",
                                "how long the edge answers by itself, by path",
                                "{ /assets/*: 1d }"),
                        may(
                                "waf",
                                new Section(
                                        "Edge: waf",
                                        List.of(
                                                must(
                                                        "rate",
                                                        new Frequency(100_000),
                                                        "most requests of one client",
                                                        "2000/5m"))),
                                "none",
                                "what is refused at the edge",
                                "")));
    }

    static Section load() {
        return new Section(
                "Load",
                List.of(
                        may(
                                "rate",
                                new Frequency(100_000),
                                code(Load.DEFAULT_RATE),
                                "writes of all shoppers together",
                                "200/s"),
                        may(
                                "reads",
                                new Frequency(100_000),
                                code(Load.DEFAULT_READS),
                                "reads of all shoppers together",
                                "50/s"),
                        may(
                                "shoppers",
                                new Whole(1, 1000),
                                code(Load.DEFAULT_SHOPPERS),
                                "clients with their own DNS cache and connections",
                                "40"),
                        may(
                                "write",
                                request(
                                        "Load: write",
                                        Request.DEFAULT_WRITE_METHOD,
                                        Request.DEFAULT_WRITE_DONE),
                                "none: the drill only reads",
                                "the request that changes something",
                                ""),
                        may(
                                "read",
                                new OneOrMore(
                                        request(
                                                "Load: read",
                                                Request.DEFAULT_READ_METHOD,
                                                Request.DEFAULT_READ_DONE),
                                        READS_MAX),
                                "`GET` of every route",
                                "requests that change nothing, taken in turn",
                                ""),
                        may(
                                "ledger",
                                ledger(),
                                "none: lost writes are not counted",
                                "where the writes that took effect are listed",
                                "")));
    }

    private static Section request(String title, String method, List<Integer> done) {
        return new Section(
                title,
                List.of(
                        may(
                                "method",
                                new Word(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")),
                                code(method),
                                "of HTTP",
                                method),
                        must(
                                "path",
                                PATH,
                                "`{key}` becomes a unique key, `{1..100}` a number; in `body` and `headers` too",
                                "/api/orders/{key}"),
                        may("body", BODY, "none", "what is sent", "'{\"product\": {1..100}}'"),
                        may(
                                "headers",
                                new Entries(HEADER, LINE, 0, 50),
                                "none",
                                "what is sent before it",
                                "{ Idempotency-Key: \"{key}\" }"),
                        may(
                                "done",
                                new Items(new Whole(100, 599), 1, 20),
                                code(done),
                                "status codes that mean done",
                                "[ 201, 200 ]")));
    }

    private static Section ledger() {
        return new Section(
                "Load: ledger",
                List.of(
                        must(
                                "database",
                                new Reference(List.of("databases")),
                                "where the writes go",
                                "orders-db"),
                        must(
                                "query",
                                LINE,
                                "one row for each applied write, its key in the first column",
                                "select order_key from orders"),
                        may(
                                "fulfilled",
                                LINE,
                                "none: nothing follows a write",
                                "one row for each time that a write was followed up, its key in"
                                        + " the first column: a drill waits until every write is",
                                "select order_key from fulfilments")));
    }

    static Section recovery() {
        return new Section(
                "Recovery",
                List.of(
                        may(
                                "lease",
                                time("500ms", "5m"),
                                text(Recovery.DEFAULT_LEASE),
                                "how long the holder may accept writes after its last renewal",
                                "3s"),
                        may(
                                "approval",
                                words(Recovery.Approval.values()),
                                word(Recovery.DEFAULT_APPROVAL),
                                "who decides that a region is given up",
                                "automatic")));
    }

    static Section links() {
        return new Section(
                "Links",
                List.of(
                        may(
                                "region",
                                link("Links: region", Links.DEFAULT_REGION),
                                "",
                                "between the two regions, and to the witness",
                                ""),
                        may(
                                "zone",
                                link("Links: zone", Links.DEFAULT_ZONE),
                                "",
                                "between zones of a region",
                                ""),
                        may(
                                "replication",
                                time("0s", "10m"),
                                text(Links.DEFAULT_REPLICATION),
                                "by which tables and buckets are replicated later than the path"
                                        + " between the regions allows",
                                "500ms")));
    }

    private static Section link(String title, Links.Link standard) {
        return new Section(
                title,
                List.of(
                        may(
                                "rtt",
                                time("0s", "10s"),
                                text(standard.rtt()),
                                "there and back",
                                Times.text(standard.rtt())),
                        may(
                                "jitter",
                                time("0s", "10s"),
                                text(standard.jitter()),
                                "by which a round trip may be longer",
                                "2ms")));
    }
}
