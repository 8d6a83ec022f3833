package dev.twinkeel.stores.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/// Reads a table's stream, one shard after another, as DynamoDB Local makes them: never two at a
/// time. For one thread.
final class StreamReader implements ReplicaTable.Reader {
    private final Clients clients;
    private final String resource;
    private final String key;
    private @Nullable String stream;
    private @Nullable String iterator;
    private Position last = Position.START;

    StreamReader(Clients clients, String resource, String key) {
        this.clients = clients;
        this.resource = resource;
        this.key = key;
    }

    @Override
    public ReplicaTable.Read read(Position after, int limit) {
        try {
            return read(after, limit, iterator(after));
        } catch (ExpiredIteratorException e) {
            // An iterator lives for 15 minutes; the position is what counts.
            iterator = null;
            throw e;
        } catch (RuntimeException e) {
            iterator = null;
            stream = null;
            throw e;
        }
    }

    private ReplicaTable.Read read(Position after, int limit, String from) {
        GetRecordsResponse answer =
                clients.streams().getRecords(it -> it.shardIterator(from).limit(limit));
        List<ReplicaTable.Change> changes = new ArrayList<>();
        Position end = last.equals(after) ? after : new Position(last.shard(), after.sequence());
        for (Record one : answer.records()) {
            end = new Position(last.shard(), one.dynamodb().sequenceNumber());
            changes.add(change(one, end));
        }
        iterator = answer.nextShardIterator();
        boolean caughtUp = answer.records().size() < limit;
        if (iterator == null) {
            Optional<Shard> next = next(end.shard());
            if (next.isPresent()) {
                end = new Position(next.get().shardId(), end.sequence());
                iterator = first(next.get().shardId());
                caughtUp = false;
            }
        }
        last = end;
        return new ReplicaTable.Read(changes, end, caughtUp);
    }

    private ReplicaTable.Change change(Record one, Position position) {
        AttributeValue value = one.dynamodb().keys().get(key);
        if (value == null) {
            throw new IllegalStateException(
                    "read the stream of %s: a record without the key %s".formatted(resource, key));
        }
        return new ReplicaTable.Change(
                position,
                Items.key(value),
                image(one.dynamodb().hasOldImage(), one.dynamodb().oldImage()),
                image(one.dynamodb().hasNewImage(), one.dynamodb().newImage()));
    }

    private static byte @Nullable [] image(boolean there, Map<String, AttributeValue> item) {
        return there && !item.isEmpty() ? Items.write(item) : null;
    }

    private String iterator(Position after) {
        String now = iterator;
        if (now != null && after.equals(last)) {
            return now;
        }
        List<Shard> shards = shards();
        boolean known = shards.stream().anyMatch(it -> it.shardId().equals(after.shard()));
        String shard = known ? after.shard() : shards.getFirst().shardId();
        last = new Position(shard, after.sequence());
        if (!known || after.sequence().isEmpty() || !inside(shards, shard, after)) {
            return first(shard);
        }
        try {
            return iterator(shard, ShardIteratorType.AFTER_SEQUENCE_NUMBER, after.sequence());
        } catch (TrimmedDataAccessException e) {
            return first(shard);
        }
    }

    /// Whether a sequence is one of the shard's own, not of the shard before it.
    private static boolean inside(List<Shard> shards, String shard, Position after) {
        return shards.stream()
                .filter(it -> it.shardId().equals(shard))
                .map(it -> it.sequenceNumberRange().startingSequenceNumber())
                .noneMatch(start -> new Position(shard, start).after(after));
    }

    private String first(String shard) {
        return iterator(shard, ShardIteratorType.TRIM_HORIZON, null);
    }

    private String iterator(String shard, ShardIteratorType type, @Nullable String sequence) {
        return clients.streams()
                .getShardIterator(
                        it ->
                                it.streamArn(stream())
                                        .shardId(shard)
                                        .shardIteratorType(type)
                                        .sequenceNumber(sequence))
                .shardIterator();
    }

    /// The shard after one; empty when it is the last.
    private Optional<Shard> next(String shard) {
        List<Shard> shards = shards();
        for (int i = 0; i + 1 < shards.size(); i++) {
            if (shards.get(i).shardId().equals(shard)) {
                return Optional.of(shards.get(i + 1));
            }
        }
        return Optional.empty();
    }

    private List<Shard> shards() {
        return clients.streams()
                .describeStream(it -> it.streamArn(stream()))
                .streamDescription()
                .shards();
    }

    private String stream() {
        String now = stream;
        if (now == null) {
            now =
                    clients.tables()
                            .describeTable(it -> it.tableName(resource))
                            .table()
                            .latestStreamArn();
            stream = now;
        }
        return now;
    }
}
