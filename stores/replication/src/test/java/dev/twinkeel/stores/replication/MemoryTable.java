package dev.twinkeel.stores.replication;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A table in memory with a stream as DynamoDB's: a write that changes nothing makes no record.
final class MemoryTable implements ReplicaTable {
    /// How the content shows a marker.
    static final String MARKER = "marker";

    private final Map<String, byte[]> items = new HashMap<>();
    private final List<Change> stream = new ArrayList<>();

    /// Where each shard of the stream but the first begins.
    private final List<Integer> shards = new ArrayList<>();

    /// Called between the decision to write and the write; may write itself, or throw.
    Runnable beforeWrite = () -> {};

    /// Called while a marker stands in the table; may write itself, or throw.
    Runnable betweenMarkerAndDeletion = () -> {};

    /// Called after a write; may throw, as a process that dies before it has heard of it.
    Runnable afterWrite = () -> {};

    static byte[] item(String key, String value) {
        return Items.write(
                Map.of("id", AttributeValue.fromS(key), "value", AttributeValue.fromS(value)));
    }

    void put(String key, String value) {
        change("S" + key, item(key, value));
    }

    void delete(String key) {
        change("S" + key, null);
    }

    private synchronized void change(String key, byte @Nullable [] item) {
        byte[] before = items.get(key);
        if (Arrays.equals(before, item)) {
            return;
        }
        Position position =
                new Position(shard(shards.size()), String.format("%021d", stream.size() + 1));
        stream.add(new Change(position, key, before, item));
        if (item == null) {
            items.remove(key);
        } else {
            items.put(key, item);
        }
    }

    @Override
    public void make() {
        // It is there from the start.
    }

    @Override
    public Reader reader() {
        return this::read;
    }

    /// Ends the shard: what comes is in the next, and no read has records of both.
    synchronized void nextShard() {
        shards.add(stream.size());
    }

    private static String shard(int number) {
        return "shard-" + number;
    }

    private synchronized Read read(Position after, int limit) {
        int from = after.sequence().isEmpty() ? 0 : Integer.parseInt(after.sequence());
        int shard = 0;
        while (shard < shards.size() && !after.shard().equals(shard(shard))) {
            shard++;
        }
        if (after.shard().isEmpty()) {
            shard = 0;
        }
        boolean last = shard == shards.size();
        int stop = last ? stream.size() : shards.get(shard);
        int to = Math.min(stop, from + limit);
        String sequence = to == 0 ? after.sequence() : stream.get(to - 1).position().sequence();
        boolean ended = !last && to == stop;
        return new Read(
                List.copyOf(stream.subList(from, to)),
                new Position(shard(ended ? shard + 1 : shard), sequence),
                !ended && to - from < limit);
    }

    @Override
    public void write(Map<String, Write> written) {
        beforeWrite.run();
        written.forEach(
                (key, write) -> {
                    byte[] item = write.item();
                    if (item != null) {
                        change(key, item);
                    } else {
                        delete(key, Items.marker("id", key, write.version()));
                    }
                });
        afterWrite.run();
    }

    private void delete(String key, byte[] marker) {
        change(key, marker);
        betweenMarkerAndDeletion.run();
        if (Arrays.equals(items.get(key), marker)) {
            change(key, null);
        }
    }

    /// What is in it, as a person reads it.
    synchronized Map<String, String> content() {
        Map<String, String> content = new TreeMap<>();
        items.forEach(
                (key, item) ->
                        content.put(
                                key.substring(1),
                                Items.read(item)
                                        .getOrDefault("value", AttributeValue.fromS(MARKER))
                                        .s()));
        return content;
    }
}
