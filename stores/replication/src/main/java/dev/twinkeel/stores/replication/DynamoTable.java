package dev.twinkeel.stores.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// A table behind DynamoDB's API. Thread-safe; a [Reader] is for one thread.
final class DynamoTable implements ReplicaTable {
    /// Most that BatchWriteItem takes.
    private static final int BATCH_MAX = 25;

    /// Times that what an engine left unprocessed is sent again.
    private static final int TRIES = 10;

    /// Requests at once: the engine writes one after another anyway.
    private static final int TOGETHER = 4;

    private static final System.Logger LOG = System.getLogger(DynamoTable.class.getName());

    private final Semaphore together = new Semaphore(TOGETHER);
    private final Clients clients;
    private final String resource;
    private final String key;
    private final @Nullable String expires;
    private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();

    DynamoTable(Clients clients, ReplicationConfig.Table table) {
        this.clients = clients;
        this.resource = table.resource();
        this.key = table.key();
        this.expires = table.expires();
    }

    @Override
    public void make() {
        try {
            clients.tables()
                    .createTable(
                            it ->
                                    it.tableName(resource)
                                            .keySchema(
                                                    KeySchemaElement.builder()
                                                            .attributeName(key)
                                                            .keyType(KeyType.HASH)
                                                            .build())
                                            .attributeDefinitions(
                                                    AttributeDefinition.builder()
                                                            .attributeName(key)
                                                            .attributeType(ScalarAttributeType.S)
                                                            .build())
                                            .billingMode(BillingMode.PAY_PER_REQUEST)
                                            .streamSpecification(
                                                    stream ->
                                                            stream.streamEnabled(true)
                                                                    .streamViewType(
                                                                            StreamViewType
                                                                                    .NEW_AND_OLD_IMAGES)));
        } catch (ResourceInUseException e) {
            LOG.log(System.Logger.Level.DEBUG, "the table is there: " + resource, e);
        }
        expire();
    }

    private void expire() {
        if (expires == null) {
            return;
        }
        try {
            clients.tables()
                    .updateTimeToLive(
                            it ->
                                    it.tableName(resource)
                                            .timeToLiveSpecification(
                                                    ttl ->
                                                            ttl.enabled(true)
                                                                    .attributeName(expires)));
        } catch (DynamoDbException e) {
            // It refuses what is so already.
            LOG.log(System.Logger.Level.DEBUG, "items expire already: " + resource, e);
        }
    }

    @Override
    public Reader reader() {
        return new StreamReader(clients, resource, key);
    }

    @Override
    public void write(Map<String, Write> items) {
        List<Runnable> writes = new ArrayList<>();
        List<WriteRequest> batch = new ArrayList<>();
        for (Map.Entry<String, Write> item : items.entrySet()) {
            byte[] bytes = item.getValue().item();
            if (bytes == null) {
                writes.add(() -> delete(item.getKey(), item.getValue().version()));
                continue;
            }
            Map<String, AttributeValue> whole = Items.read(bytes);
            batch.add(WriteRequest.builder().putRequest(it -> it.item(whole)).build());
            if (batch.size() == BATCH_MAX) {
                writes.add(put(batch));
                batch = new ArrayList<>();
            }
        }
        if (!batch.isEmpty()) {
            writes.add(put(batch));
        }
        all(writes);
    }

    private Runnable put(List<WriteRequest> batch) {
        return () -> write(batch);
    }

    private void all(List<Runnable> writes) {
        if (writes.size() == 1) {
            writes.getFirst().run();
            return;
        }
        // All of them end before this returns, also when one fails: what is under way must be
        // known.
        RuntimeException failure = null;
        for (Future<?> write : writes.stream().<Future<?>>map(this::submit).toList()) {
            try {
                write.get();
            } catch (ExecutionException e) {
                failure = new IllegalStateException("write to the table " + resource, e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new IllegalStateException("write to the table " + resource, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Future<?> submit(Runnable write) {
        return writers.submit(
                () -> {
                    together.acquireUninterruptibly();
                    try {
                        write.run();
                    } finally {
                        together.release();
                    }
                });
    }

    private void delete(String text, Version version) {
        Map<String, AttributeValue> marker = Items.read(Items.marker(key, text, version));
        clients.tables().putItem(it -> it.tableName(resource).item(marker));
        try {
            clients.tables()
                    .deleteItem(
                            it ->
                                    it.tableName(resource)
                                            .key(Map.of(key, Items.key(text)))
                                            .conditionExpression("#deleting = :version")
                                            .expressionAttributeNames(
                                                    Map.of("#deleting", Items.DELETING))
                                            .expressionAttributeValues(
                                                    Map.of(
                                                            ":version",
                                                            marker.getOrDefault(
                                                                    Items.DELETING,
                                                                    Items.key("S")))));
        } catch (ConditionalCheckFailedException e) {
            LOG.log(System.Logger.Level.DEBUG, "an application wrote " + text + " meanwhile", e);
        }
    }

    private void write(List<WriteRequest> batch) {
        Map<String, List<WriteRequest>> left = Map.of(resource, batch);
        for (int i = 0; i < TRIES && !left.isEmpty(); i++) {
            Map<String, List<WriteRequest>> now = left;
            left = clients.tables().batchWriteItem(it -> it.requestItems(now)).unprocessedItems();
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException(
                    "write to the table %s: the engine left items unprocessed %d times"
                            .formatted(resource, TRIES));
        }
    }
}
