package dev.twinkeel.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplicationFileTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theExampleOfTheDesignIsRead() {
        var application = Samples.application(Samples.text("storefront.yaml"));
        assertThat(application.name()).isEqualTo("storefront");
        assertThat(application.domain()).isEqualTo("shop.example.com");
        assertThat(application.objectives().region().rto()).isEqualTo(Duration.ofMinutes(15));
        assertThat(application.objectives().latency().p99()).isEqualTo(Duration.ofMillis(150));
        assertThat(application.primary().name()).isEqualTo("mumbai");
        assertThat(application.standby().capacity()).isEqualTo(new Percent(34));
        assertThat(application.service("orders").uses())
                .containsExactly("orders-db", "sessions", "fulfilment", "catalog-cache");
        assertThat(application.tables())
                .containsExactly(new Table("sessions", "id", Optional.of("ttl")));
        assertThat(application.buckets())
                .containsExactly(new Bucket("assets", true), new Bucket("lake", true));
        assertThat(application.queues()).containsExactly(new Queue("fulfilment", 5));
        assertThat(application.edge())
                .isEqualTo(
                        new Edge(
                                Optional.of("assets"),
                                List.of(new Edge.CacheRule("/assets/*", Duration.ofDays(1))),
                                Optional.of(new Rate(2000, Duration.ofMinutes(5)))));
    }

    @Test
    void theSmallestFileHasEveryDefault() {
        var application = Samples.application(Samples.text("smallest.yaml"));
        assertThat(application)
                .isEqualTo(
                        new Application(
                                "hello",
                                "hello.test",
                                new Objectives(
                                        new Objectives.Objective(
                                                SECOND.multipliedBy(30), Duration.ZERO),
                                        new Objectives.Objective(
                                                Duration.ofMinutes(15), Duration.ofMinutes(5)),
                                        new Objectives.Latency(Duration.ofMillis(500))),
                                List.of(
                                        new Region(
                                                "mumbai",
                                                Optional.empty(),
                                                Role.PRIMARY,
                                                new Percent(100)),
                                        new Region(
                                                "singapore",
                                                Optional.empty(),
                                                Role.STANDBY,
                                                new Percent(34))),
                                new Witness("witness", Optional.empty()),
                                List.of(
                                        new Service(
                                                "web",
                                                Optional.empty(),
                                                "node server.js",
                                                Optional.empty(),
                                                ".",
                                                new Service.Replicas(3, 3),
                                                List.of(new Service.Route(Optional.empty(), "/")),
                                                "/",
                                                List.of())),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                new Routing(
                                        Routing.Policy.FAILOVER,
                                        SECOND.multipliedBy(10),
                                        new Routing.Health("/health", SECOND, 3),
                                        true),
                                new Edge(Optional.empty(), List.of(), Optional.empty()),
                                new Load(
                                        Rate.perSecond(200),
                                        Rate.perSecond(50),
                                        40,
                                        Optional.empty(),
                                        List.of(Request.get("/")),
                                        Optional.empty()),
                                new Recovery(SECOND.multipliedBy(3), Recovery.Approval.AUTOMATIC),
                                new Links(
                                        new Links.Link(Duration.ofMillis(60), Duration.ofMillis(2)),
                                        new Links.Link(
                                                Duration.ofNanos(500_000),
                                                Duration.ofNanos(50_000)),
                                        Duration.ZERO),
                                everyDefaultOfAws()));
    }

    private static Aws everyDefaultOfAws() {
        return new Aws(
                List.of(
                        environment("dev", "dev.", Aws.Extent.ONE),
                        environment("qa", "qa.", Aws.Extent.ONE),
                        environment("uat", "uat.", Aws.Extent.BOTH),
                        environment("prod", "", Aws.Extent.BOTH)),
                Optional.empty(),
                Aws.DatabaseKind.RDS,
                Aws.Mesh.ISTIO,
                true,
                true,
                false,
                false,
                false,
                false,
                false,
                List.of());
    }

    private static Aws.Environment environment(String name, String prefix, Aws.Extent regions) {
        return new Aws.Environment(name, prefix + "hello.test", regions, Optional.empty(), 5000);
    }

    @Test
    void everyKeyOfAwsMapsToItsComponent() {
        var aws = Samples.application(Samples.text("every-key.yaml")).aws();
        assertThat(aws)
                .isEqualTo(
                        new Aws(
                                List.of(
                                        new Aws.Environment(
                                                "test",
                                                "test.shop.example.com",
                                                Aws.Extent.ONE,
                                                Optional.of("111122223333"),
                                                700),
                                        new Aws.Environment(
                                                "live",
                                                "www.shop.example.com",
                                                Aws.Extent.BOTH,
                                                Optional.empty(),
                                                5000)),
                                Optional.of("platform@example.com"),
                                Aws.DatabaseKind.AURORA_GLOBAL,
                                Aws.Mesh.LINKERD,
                                false,
                                false,
                                true,
                                true,
                                true,
                                true,
                                true,
                                List.of(
                                        new Aws.Exemption(
                                                "queue-region",
                                                "replayed from the lake",
                                                "data"))));
        assertThat(aws.production().name()).isEqualTo("live");
    }

    @Test
    void everyKeyMapsToItsComponent() {
        var it = Samples.application(Samples.text("every-key.yaml"));
        assertThat(it.objectives().zone())
                .isEqualTo(new Objectives.Objective(SECOND.multipliedBy(20), SECOND));
        assertThat(it.regions())
                .containsExactly(
                        new Region(
                                "mumbai", Optional.of("ap-south-1"), Role.STANDBY, new Percent(50)),
                        new Region(
                                "singapore",
                                Optional.of("ap-southeast-1"),
                                Role.PRIMARY,
                                new Percent(90)));
        assertThat(it.witness()).isEqualTo(new Witness("witness", Optional.of("ap-southeast-2")));
        assertThat(it.service("catalog"))
                .isEqualTo(
                        new Service(
                                "catalog",
                                Optional.of("storefront/catalog:1"),
                                "node server.js",
                                Optional.of("npm ci"),
                                "../catalog",
                                new Service.Replicas(4, 8),
                                List.of(
                                        new Service.Route(Optional.empty(), "/api/catalog"),
                                        new Service.Route(
                                                Optional.of("api.example.com"), "/catalog")),
                                "/ready",
                                List.of("orders-db")));
        assertThat(it.databases())
                .containsExactly(
                        new Database(
                                "orders-db",
                                Database.Engine.POSTGRES,
                                Database.Replication.ASYNC,
                                Database.Replication.ASYNC,
                                Database.Backup.HOURLY,
                                Optional.of("db/schema.sql")));
        assertThat(it.tables())
                .containsExactly(new Table("sessions", "user", Optional.of("until")));
        assertThat(it.buckets()).containsExactly(new Bucket("assets", false));
        assertThat(it.queues()).containsExactly(new Queue("fulfilment", 7));
        assertThat(it.caches()).containsExactly(new Cache("catalog-cache", Cache.Engine.REDIS));
        assertThat(it.routing())
                .isEqualTo(
                        new Routing(
                                Routing.Policy.FAILOVER,
                                SECOND.multipliedBy(20),
                                new Routing.Health("/alive", Duration.ofMillis(500), 2),
                                false));
        assertThat(it.edge().cache()).hasSize(2);
        assertThat(it.recovery())
                .isEqualTo(new Recovery(SECOND.multipliedBy(4), Recovery.Approval.PERSON));
        assertThat(it.links().zone())
                .isEqualTo(new Links.Link(Duration.ofNanos(700_000), Duration.ofNanos(20_000)));
    }

    @Test
    void everyKeyOfTheLoadMapsToItsComponent() {
        var load = Samples.application(Samples.text("every-key.yaml")).load();
        assertThat(load)
                .isEqualTo(
                        new Load(
                                Rate.perSecond(300),
                                Rate.perSecond(70),
                                12,
                                Optional.of(
                                        new Request(
                                                "PUT",
                                                "/api/orders/{key}",
                                                Optional.of(
                                                        "{\"product\": {1..100}, \"key\": \"{key}\"}"),
                                                Map.of(
                                                        "Content-Type",
                                                        "application/json",
                                                        "Idempotency-Key",
                                                        "{key}"),
                                                List.of(201, 204))),
                                List.of(
                                        new Request(
                                                "HEAD",
                                                "/api/catalog/{1..50}",
                                                Optional.of("x"),
                                                Map.of("Accept", "text/html"),
                                                List.of(200, 304))),
                                Optional.of(
                                        new Load.Ledger(
                                                "orders-db",
                                                "select order_key from orders",
                                                Optional.empty()))));
    }

    @Test
    void severalReadsAreAList() {
        String text =
                Samples.text("smallest.yaml")
                        + "load: { read: [ { path: /a }, { path: /b, done: [ 404 ] } ] }\n";
        assertThat(Samples.application(text).load().read())
                .extracting(Request::path)
                .containsExactly("/a", "/b");
    }

    @Test
    void theStarterIsAValidFileWithoutWarnings() {
        var valid = Samples.valid(Starter.text("shop"));
        assertThat(valid.application().name()).isEqualTo("shop");
        assertThat(valid.warnings()).isEmpty();
    }

    @Test
    void theStarterIsValidWithItsCommentedKeysToo() {
        String all =
                Starter.text("shop")
                        .replaceAll("(?m)^( *)# (uses:.*?)   #.*$", "$1$2")
                        .replaceAll("(?m)^# (\\w+:|  )", "$1");
        var application = Samples.application(all);
        assertThat(application.databases()).hasSize(1);
        assertThat(application.load().ledger()).isPresent();
        assertThat(application.service("web").uses()).containsExactly("shop-db");
    }

    @Test
    void theOtherRegionGetsTheRoleThatIsLeft() {
        String second =
                Samples.text("smallest.yaml").replace("singapore:", "singapore: { role: primary }");
        assertThat(Samples.application(second).primary().name()).isEqualTo("singapore");
        String first =
                Samples.text("smallest.yaml").replace("mumbai:", "mumbai: { role: standby }");
        assertThat(Samples.application(first).primary().name()).isEqualTo("singapore");
    }

    @Test
    void aFileOfWindowsIsReadAsAnyOther() {
        String text = "\uFEFF" + Samples.text("every-key.yaml").replace("\n", "\r\n");
        assertThat(Samples.application(text))
                .isEqualTo(Samples.application(Samples.text("every-key.yaml")));
    }

    @Test
    void anAliasIsItsAnchor() {
        String text =
                Samples.text("smallest.yaml")
                        + "links: { region: &link { rtt: 10ms, jitter: 1ms }, zone: *link }\n";
        var links = Samples.application(text).links();
        assertThat(links.zone()).isEqualTo(links.region());
    }
}
