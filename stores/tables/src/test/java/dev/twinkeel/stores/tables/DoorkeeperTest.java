package dev.twinkeel.stores.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// Before a Jetty that answers everything, as the AWS SDK sees it.
final class DoorkeeperTest {
    private static final int TOO_MUCH = 17 << 20;

    private static final Map<String, AttributeValue> ITEM =
            Map.of(
                    "id",
                    AttributeValue.fromS("1"),
                    "TableName",
                    AttributeValue.fromS("shop-other"));

    @TempDir private Path folder;

    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private final Server server = new Server();
    private URI address = URI.create("");

    @BeforeEach
    void start() throws Exception {
        Path keys =
                Files.write(
                        folder.resolve("keys"),
                        List.of(
                                "key CATALOG catalog shop-sessions secret",
                                "key ORDERS orders shop-sessions,shop-carts secret",
                                "key REPLICATION replication * secret"));
        var provider =
                new LoopbackProvider(
                        SelectorProvider.provider(),
                        InetAddress.getLoopbackAddress(),
                        Optional.of(keys));
        // As the engine does: handlers that must be started too.
        server.setHandler(new ContextHandlerCollection(new ContextHandler(new Everything())));
        var connector = new ServerConnector(server);
        server.addConnector(connector);
        var channel = provider.openServerSocketChannel();
        channel.bind(null, 0);
        connector.open(channel);
        server.start();
        address = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aServiceReachesTheTablesThatItUses() {
        try (DynamoDbClient orders = client("ORDERS", "secret")) {
            orders.putItem(it -> it.tableName("shop-carts").item(ITEM));
            orders.transactWriteItems(
                    it -> it.transactItems(put("shop-carts"), put("shop-sessions")));
            orders.batchGetItem(it -> it.requestItems(Map.of("shop-carts", keys())));
        }
        assertThat(bodies).hasSize(3);
        assertThat(bodies.peek()).contains("shop-carts");
    }

    @Test
    void aServiceReachesNoOtherTableAndDoesNothingThatItsRoleMayNot() {
        try (DynamoDbClient catalog = client("CATALOG", "secret")) {
            denied(() -> catalog.getItem(it -> it.tableName("shop-carts").key(ITEM)));
            denied(() -> catalog.putItem(it -> it.tableName("shop-carts").item(ITEM)));
            denied(
                    () ->
                            catalog.transactWriteItems(
                                    it ->
                                            it.transactItems(
                                                    put("shop-sessions"), put("shop-carts"))));
            denied(
                    () ->
                            catalog.batchGetItem(
                                    it ->
                                            it.requestItems(
                                                    Map.of(
                                                            "shop-sessions", keys(),
                                                            "shop-carts", keys()))));
            denied(() -> catalog.deleteTable(it -> it.tableName("shop-sessions")));
            denied(() -> catalog.listTables());
            denied(
                    () ->
                            catalog.executeStatement(
                                    it -> it.statement("SELECT * FROM \"shop-carts\"")));
        }
        assertThat(bodies).isEmpty();
    }

    @Test
    void onlyWhoHasTheSecretHasTheKey() {
        try (DynamoDbClient thief = client("ORDERS", "guessed");
                DynamoDbClient nobody = client("NOBODY", "secret")) {
            refused(
                    () -> thief.getItem(it -> it.tableName("shop-carts").key(ITEM)),
                    "InvalidSignatureException");
            refused(
                    () -> nobody.getItem(it -> it.tableName("shop-carts").key(ITEM)),
                    "UnrecognizedClientException");
        }
        assertThat(bodies).isEmpty();
    }

    @Test
    void theTwinsOwnKeyMayDoEverything() {
        try (DynamoDbClient own = client("REPLICATION", "secret")) {
            own.listTables();
            own.deleteItem(it -> it.tableName("anything").key(ITEM));
        }
        assertThat(bodies).hasSize(2);
    }

    @Test
    void aBodyThatIsTooLongIsRefusedAsTheSdkUnderstands() {
        Map<String, AttributeValue> large =
                Map.of("id", AttributeValue.fromS("x".repeat(TOO_MUCH)));
        try (DynamoDbClient orders = client("ORDERS", "secret")) {
            refused(
                    () -> orders.putItem(it -> it.tableName("shop-carts").item(large)),
                    413,
                    "RequestEntityTooLargeException");
        }
        assertThat(bodies).isEmpty();
    }

    @Test
    void aBodyWhoseLengthNobodySaysIsBoundedToo() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var much = http.send(chunked(TOO_MUCH), HttpResponse.BodyHandlers.ofString());
            assertThat(much.statusCode()).isEqualTo(413);
            assertThat(much.body()).contains("RequestEntityTooLargeException", "16777216");
            var little = http.send(chunked(5), HttpResponse.BodyHandlers.ofString());
            assertThat(little.body()).contains("MissingAuthenticationTokenException");
        }
        assertThat(bodies).isEmpty();
    }

    private HttpRequest chunked(int length) {
        return HttpRequest.newBuilder(address)
                .version(HttpClient.Version.HTTP_1_1)
                .POST(
                        HttpRequest.BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(new byte[length])))
                .build();
    }

    private static TransactWriteItem put(String table) {
        return TransactWriteItem.builder().put(it -> it.tableName(table).item(ITEM)).build();
    }

    private static KeysAndAttributes keys() {
        return KeysAndAttributes.builder().keys(List.of(ITEM)).build();
    }

    private static void denied(Runnable asked) {
        refused(asked, "AccessDeniedException");
    }

    private static void refused(Runnable asked, String code) {
        refused(asked, 400, code);
    }

    private static void refused(Runnable asked, int status, String code) {
        assertThatThrownBy(asked::run)
                .isInstanceOfSatisfying(
                        DynamoDbException.class,
                        it -> {
                            assertThat(it.statusCode()).isEqualTo(status);
                            assertThat(it.awsErrorDetails().errorCode()).isEqualTo(code);
                        });
    }

    private DynamoDbClient client(String id, String secret) {
        return DynamoDbClient.builder()
                .endpointOverride(address)
                .region(Region.AP_SOUTH_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /// Reads a request to its end, and answers as to an action that gives nothing.
    private final class Everything extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws Exception {
            bodies.add(Content.Source.asString(request));
            response.getHeaders().put("Content-Type", "application/x-amz-json-1.0");
            response.write(/* last= */ true, ByteBuffer.wrap(new byte[] {'{', '}'}), callback);
            return true;
        }
    }
}
