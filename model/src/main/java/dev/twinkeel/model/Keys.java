package dev.twinkeel.model;

import static dev.twinkeel.model.Forms.ATTRIBUTE;
import static dev.twinkeel.model.Forms.AWS_REGION;
import static dev.twinkeel.model.Forms.DOMAIN;
import static dev.twinkeel.model.Forms.FLAG;
import static dev.twinkeel.model.Forms.FOLDER;
import static dev.twinkeel.model.Forms.LINE;
import static dev.twinkeel.model.Forms.NAME;
import static dev.twinkeel.model.Forms.NAMES_MAX;
import static dev.twinkeel.model.Forms.PATH;
import static dev.twinkeel.model.Forms.ROUTE;
import static dev.twinkeel.model.Forms.code;
import static dev.twinkeel.model.Forms.may;
import static dev.twinkeel.model.Forms.must;
import static dev.twinkeel.model.Forms.plain;
import static dev.twinkeel.model.Forms.text;
import static dev.twinkeel.model.Forms.time;
import static dev.twinkeel.model.Forms.word;
import static dev.twinkeel.model.Forms.words;

import dev.twinkeel.model.Shape.Entries;
import dev.twinkeel.model.Shape.Items;
import dev.twinkeel.model.Shape.Part;
import dev.twinkeel.model.Shape.Reference;
import dev.twinkeel.model.Shape.Section;
import dev.twinkeel.model.Shape.Whole;
import dev.twinkeel.model.Shape.Word;
import java.time.Duration;
import java.util.List;

/// Every key of the file: the one description from which the parser, the JSON Schema and
/// `docs/file.md` are made.
final class Keys {

    /// Sections whose names `uses` may name, in the order of the file.
    static final List<String> USABLE =
            List.of("services", "databases", "tables", "buckets", "queues", "caches");

    static final Section FILE =
            new Section(
                    "The file",
                    List.of(
                            must(
                                    "application",
                                    NAME,
                                    "what the application is called",
                                    "storefront"),
                            may(
                                    "domain",
                                    DOMAIN,
                                    "`<application>" + Application.DEFAULT_DOMAIN_SUFFIX + "`",
                                    "name under which the outside asks for it",
                                    "shop.example.com"),
                            may("objectives", objectives(), "", "what it must survive", ""),
                            must(
                                    "regions",
                                    new Entries(NAME, region(), 2, 2),
                                    "the two regions, three zones each",
                                    ""),
                            may("witness", witness(), "", "the third place, which breaks ties", ""),
                            must(
                                    "services",
                                    new Entries(NAME, service(), 1, NAMES_MAX),
                                    "programs of which pods run",
                                    ""),
                            named("databases", database(), "relational databases"),
                            named("tables", table(), "key-value tables"),
                            named("buckets", bucket(), "stores of objects"),
                            named("queues", queue(), "queues of messages"),
                            named("caches", cache(), "caches"),
                            may(
                                    "routing",
                                    TrafficKeys.routing(),
                                    "",
                                    "how the outside finds the region",
                                    ""),
                            may(
                                    "edge",
                                    TrafficKeys.edge(),
                                    "",
                                    "points of presence: cache and filter",
                                    ""),
                            may("load", TrafficKeys.load(), "", "what shoppers do in a drill", ""),
                            may(
                                    "recovery",
                                    TrafficKeys.recovery(),
                                    "",
                                    "how a region is given up",
                                    ""),
                            may(
                                    "links",
                                    TrafficKeys.links(),
                                    "",
                                    "paths between places in the twin",
                                    ""),
                            may("aws", AwsKeys.aws(), "", "what it is to be on AWS", "")));

    private Keys() {}

    private static Section objectives() {
        return new Section(
                "Objectives",
                List.of(
                        may(
                                "zone",
                                objective(
                                        "Objectives: zone",
                                        Objectives.DEFAULT_ZONE_RTO,
                                        Objectives.DEFAULT_ZONE_RPO),
                                "",
                                "when a process or a zone is lost",
                                ""),
                        may(
                                "region",
                                objective(
                                        "Objectives: region",
                                        Objectives.DEFAULT_REGION_RTO,
                                        Objectives.DEFAULT_REGION_RPO),
                                "",
                                "when a region is lost",
                                ""),
                        may(
                                "latency",
                                new Section(
                                        "Objectives: latency",
                                        List.of(
                                                may(
                                                        "p99",
                                                        time("1ms", "1m"),
                                                        text(Objectives.DEFAULT_P99),
                                                        "what 99 of 100 requests stay under when nothing is wrong",
                                                        "150ms"))),
                                "",
                                "how long requests take",
                                "")));
    }

    private static Section objective(String title, Duration rto, Duration rpo) {
        return new Section(
                title,
                List.of(
                        may(
                                "rto",
                                time("100ms", "7d"),
                                text(rto),
                                "from the fault to service restored as a client sees it",
                                Times.text(rto)),
                        may(
                                "rpo",
                                time("0s", "7d"),
                                text(rpo),
                                "the greatest age of an acknowledged write that may be lost",
                                Times.text(rpo))));
    }

    private static Section region() {
        return new Section(
                "A region",
                List.of(
                        may("aws", AWS_REGION, "none", "needed to render for AWS", "ap-south-1"),
                        may(
                                "role",
                                words(Role.values()),
                                "the first `primary`, the other `standby`",
                                "what it is for when nothing is wrong",
                                "primary"),
                        may(
                                "capacity",
                                new Part(),
                                "`%s` primary, `%s` standby"
                                        .formatted(
                                                Region.DEFAULT_PRIMARY_CAPACITY,
                                                Region.DEFAULT_STANDBY_CAPACITY),
                                "part of each service's `replicas.min` that stands there, rounded up",
                                "34%")));
    }

    private static Section witness() {
        return new Section(
                "Witness",
                List.of(
                        may(
                                "aws",
                                AWS_REGION,
                                "none",
                                "a third region; needed to render for AWS",
                                "ap-southeast-2")));
    }

    private static Section service() {
        return new Section(
                "A service",
                List.of(
                        must(
                                "run",
                                LINE,
                                "command of one pod in the twin; it binds `HOST` and `PORT`",
                                "node server.js"),
                        may(
                                "build",
                                LINE,
                                "none",
                                "command that is run once before the first start",
                                "npm ci"),
                        may(
                                "folder",
                                FOLDER,
                                code(Service.DEFAULT_FOLDER),
                                "working folder of both, relative to the file",
                                "catalog"),
                        may("image", LINE, "none", "container image on AWS", "storefront/orders"),
                        may("replicas", replicas(), "", "how many pods", ""),
                        may(
                                "routes",
                                new Items(ROUTE, 0, NAMES_MAX),
                                "`[ %s ]` for the only service, else none"
                                        .formatted(Service.Route.DEFAULT_OF_ONLY_SERVICE),
                                "what of the outside reaches it: path prefixes",
                                "[ /api/orders ]"),
                        may(
                                "health",
                                PATH,
                                code(Service.DEFAULT_HEALTH),
                                "path that answers 200 when a pod can serve",
                                "/health/ready"),
                        may(
                                "uses",
                                new Items(new Reference(USABLE), 0, NAMES_MAX),
                                "none",
                                "all that it reaches; it gets endpoints and secrets for these only",
                                "[ orders-db, catalog ]")));
    }

    private static Section replicas() {
        return new Section(
                "Replicas",
                List.of(
                        may(
                                "min",
                                new Whole(1, NAMES_MAX),
                                code(Service.Replicas.DEFAULT_MIN) + ", or `max` when that is less",
                                "pods of a region that serves alone",
                                "3"),
                        may(
                                "max",
                                new Whole(1, NAMES_MAX),
                                "as `min`",
                                "pods up to which it may be scaled",
                                "12")));
    }

    private static Section database() {
        return new Section(
                "A database",
                List.of(
                        may(
                                "engine",
                                words(Database.Engine.values()),
                                word(Database.DEFAULT_ENGINE),
                                "what runs it",
                                "postgres"),
                        may(
                                "zone",
                                words(Database.Replication.values()),
                                word(Database.DEFAULT_ZONE),
                                "whether a commit waits for a second zone",
                                "sync"),
                        may(
                                "region",
                                new Word(List.of(plain(Database.DEFAULT_REGION))),
                                word(Database.DEFAULT_REGION),
                                "how the other region is fed",
                                "async"),
                        may(
                                "backup",
                                words(Database.Backup.values()),
                                word(Database.DEFAULT_BACKUP),
                                "how often a base backup is taken; the twin archives in an application with a bucket",
                                "daily"),
                        may(
                                "schema",
                                FOLDER,
                                "none",
                                "SQL file that is applied once at creation",
                                "schema.sql")));
    }

    private static Section table() {
        return new Section(
                "A table",
                List.of(
                        may(
                                "key",
                                ATTRIBUTE,
                                code(Table.DEFAULT_KEY),
                                "attribute that identifies a row",
                                "id"),
                        may(
                                "expires",
                                ATTRIBUTE,
                                "none",
                                "attribute that holds when a row expires",
                                "ttl")));
    }

    private static Section bucket() {
        return new Section(
                "A bucket",
                List.of(
                        may(
                                "replicate",
                                FLAG,
                                code(Bucket.DEFAULT_REPLICATE),
                                "whether objects are copied to the other region",
                                "true")));
    }

    private static Section queue() {
        return new Section(
                "A queue",
                List.of(
                        may(
                                "dead-letter-after",
                                new Whole(1, 1000),
                                code(Queue.DEFAULT_DEAD_LETTER_AFTER),
                                "deliveries after which a message is set aside",
                                "5")));
    }

    private static Section cache() {
        return new Section(
                "A cache",
                List.of(
                        may(
                                "engine",
                                words(Cache.Engine.values()),
                                word(Cache.DEFAULT_ENGINE),
                                "what runs it",
                                "redis")));
    }

    private static Key named(String name, Section one, String meaning) {
        return may(name, new Entries(NAME, one, 0, NAMES_MAX), "none", meaning, "");
    }
}
