package dev.twinkeel.aws.kubernetes;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Applications to render.
public final class Applications {
    private static final String EVERYTHING =
            """
            application: bazaar
            domain: bazaar.example.com
            objectives:
              region:  { rto: 15m, rpo: 5m }
              latency: { p99: 150ms }
            regions:
              mumbai:    { aws: ap-south-1, role: primary }
              singapore: { aws: ap-southeast-1, role: standby, capacity: 34% }
            witness: { aws: ap-southeast-2 }
            services:
              orders:
                run: java -jar orders.jar
                routes: [ /api/orders, api.example.com/orders ]
                replicas: { min: 4, max: 12 }
                health: /health/ready
                uses: [ orders-db, sessions, assets, fulfilment, catalog-cache, catalog ]
              catalog:
                run: node server.js
                routes: [ /api/products ]
                uses: [ orders-db, catalog-cache ]
              fulfil:
                run: ./fulfil
                uses: [ fulfilment, orders ]
            databases: { orders-db: {} }
            tables: { sessions: {} }
            buckets: { assets: {} }
            queues: { fulfilment: {} }
            caches: { catalog-cache: {} }
            routing: { health: { every: 10s, failures: 3 } }
            """;

    private Applications() {}

    /// Every kind of resource, with the mesh that is the default.
    public static Application everything() {
        return parse("everything", EVERYTHING);
    }

    /// Every kind of resource in production alone, with that objective for a zone and those keys of
    /// `aws`.
    public static Application production(String zoneRto, String aws) {
        String text =
                EVERYTHING.replace(
                        "  region:  {",
                        "  zone:    { rto: %s, rpo: 0s }\n  region:  {".formatted(zoneRto));
        String more = aws.isEmpty() ? "" : ", " + aws;
        return parse("production", text + "aws: { environments: { prod: {} }" + more + " }\n");
    }

    /// The same with the other mesh, and in the first of its environments.
    public static Application withLinkerd() {
        return parse("linkerd", EVERYTHING + "aws: { mesh: linkerd, graviton: false }\n");
    }

    /// One of `examples/`: a folder's own file, or another one of it, as `storefront/stores`.
    public static Application example(String name) {
        Path examples = Path.of("..", "examples");
        Path file =
                name.contains("/")
                        ? examples.resolve(name + ".yaml")
                        : examples.resolve(name).resolve(ApplicationFile.DEFAULT_NAME);
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As the command line would read it.
    public static Application parse(String name, String text) {
        return switch (ApplicationFile.parse(name, text)) {
            case Parsed.Valid valid -> valid.application();
            case Parsed.Invalid invalid ->
                    throw new IllegalArgumentException(invalid.problems().toString());
        };
    }
}
