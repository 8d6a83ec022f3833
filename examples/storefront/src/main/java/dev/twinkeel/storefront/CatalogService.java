package dev.twinkeel.storefront;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The service `catalog`: `GET /api/products?limit=` and `GET /api/products/{id}`. The header
/// `X-Read-From` says who answered: the cache, or which side of the database.
final class CatalogService {
    private static final HeaderName READ_FROM = HeaderNames.create("X-Read-From");
    private static final int LIMIT_USUAL = 20;
    private static final int LIMIT_MOST = 200;

    private final Catalog catalog;
    private final CachedCatalog cached;

    /// To each side: a read holds one for a millisecond or two.
    private static final int CONNECTIONS = 3;

    private CatalogService(Catalog catalog, CachedCatalog cached) {
        this.catalog = catalog;
        this.cached = cached;
    }

    static void main() {
        Pod.run("catalog", CatalogService::start, CatalogService::warmUp);
    }

    private static WarmUp warmUp(Environment environment, InetSocketAddress pod) {
        return new WarmUp(
                List.of(
                        WarmUp.get(pod, "/api/products?limit=" + LIMIT_USUAL),
                        WarmUp.get(pod, "/api/products/1")),
                List.of());
    }

    static Pod start(Environment environment, Environment.Listener listener) {
        Environment.Target reader = environment.reader("ORDERS_DB");
        Environment.Target writer = environment.writer("ORDERS_DB");
        Optional<Environment.CacheTarget> cacheTarget = environment.cache("CATALOG_CACHE");
        Pod.check(environment);
        var replica = new Pool(reader, "catalog", CONNECTIONS);
        var primary = new Pool(writer, "catalog", CONNECTIONS);
        Optional<Cache> cache = cacheTarget.map(RedisCache::new);
        var service =
                new CatalogService(
                        new Catalog(replica, primary),
                        new CachedCatalog(cache, CachedCatalog.PATIENCE));
        List<Part> parts = new ArrayList<>(List.of(replica, primary));
        cache.ifPresent(parts::add);
        return new Pod(
                "catalog",
                listener,
                HttpRouting.builder()
                        .get("/api/products", service::list)
                        .get("/api/products/{id}", service::one),
                parts);
    }

    private void list(ServerRequest request, ServerResponse response) {
        int limit = number(request.query().first("limit").orElse("" + LIMIT_USUAL));
        if (limit < 1 || limit > LIMIT_MOST) {
            Pod.json(
                    response,
                    Status.BAD_REQUEST_400,
                    Json.problem("refused", "limit must be 1 to " + LIMIT_MOST));
            return;
        }
        read(
                response,
                () -> {
                    CachedCatalog.Page page =
                            cached.read("products:" + limit, () -> products(limit));
                    response.header(READ_FROM, page.side());
                    Pod.json(response, Status.OK_200, page.body());
                });
    }

    private void one(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("id");
        read(
                response,
                () -> {
                    int number = number(id);
                    CachedCatalog.Page page =
                            cached.read("product:" + number, () -> product(number));
                    response.header(READ_FROM, page.side());
                    if (page.absent()) {
                        Pod.json(
                                response,
                                Status.NOT_FOUND_404,
                                Json.problem("absent", "there is no product " + id));
                    } else {
                        Pod.json(response, Status.OK_200, page.body());
                    }
                });
    }

    private CachedCatalog.Page products(int limit) throws SQLException {
        Catalog.Answer answer = catalog.products(limit);
        return CachedCatalog.page(answer, Optional.of(Json.products(answer.products())));
    }

    private CachedCatalog.Page product(int number) throws SQLException {
        Catalog.Answer answer = catalog.product(number);
        return CachedCatalog.page(
                answer, answer.products().stream().findFirst().map(Json::product));
    }

    private static void read(ServerResponse response, Reading reading) {
        try {
            reading.run();
        } catch (SQLException away) {
            response.header(HeaderNames.RETRY_AFTER, "1");
            Pod.json(
                    response,
                    Status.SERVICE_UNAVAILABLE_503,
                    Json.problem("refused", "no server of the database answers: " + away));
        }
    }

    /// The number, or -1, which is nobody's.
    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private interface Reading {
        void run() throws SQLException;
    }
}
