package dev.twinkeel.drill;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import java.time.Duration;
import java.util.List;

/// Values that many tests need.
final class Samples {
    private Samples() {}

    static Application application() {
        String text =
                """
                application: shop
                domain: shop.example.com
                objectives:
                  zone: { rto: 5s, rpo: 0s }
                  region: { rto: 10s, rpo: 2s }
                  latency: { p99: 400ms }
                regions:
                  mumbai: { role: primary }
                  singapore: { role: standby }
                services:
                  orders: { run: sh orders.sh, routes: [ / ], uses: [ orders-db ] }
                databases: { orders-db: { engine: postgres } }
                load:
                  rate: 100/s
                  reads: 50/s
                  shoppers: 20
                  write: { path: /orders, body: '{key}', done: [ 201 ] }
                  read: { path: '/products/{1..9}' }
                  ledger: { database: orders-db, query: select key from orders }
                """;
        return switch (ApplicationFile.parse("twinkeel.yaml", text)) {
            case Parsed.Valid valid -> valid.application();
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.problems().toString());
        };
    }

    /// A drill that is over in seconds.
    static Scenario quick(Fault fault) {
        return quick(fault, List.of(), ClaimReader.standard(fault));
    }

    static Scenario quick(Fault fault, List<Step> then, List<Claim> claims) {
        return quick(fault, then, claims, java.util.Optional.empty());
    }

    static Scenario quick(
            Fault fault, List<Step> then, List<Claim> claims, java.util.Optional<Fault> before) {
        return new Scenario(
                "quick",
                "It comes back.",
                fault,
                then,
                claims,
                before,
                Scenario.Scope.ZONE,
                Scenario.Own.NONE,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofMillis(2_000),
                Duration.ofMillis(500),
                false,
                new Scenario.LoadChange(
                        java.util.Optional.empty(),
                        java.util.Optional.empty(),
                        java.util.Optional.empty(),
                        Duration.ofMillis(1_500),
                        "browser",
                        false));
    }
}
