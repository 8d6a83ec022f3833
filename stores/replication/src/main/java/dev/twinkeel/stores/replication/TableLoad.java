package dev.twinkeel.stores.replication;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Writes to a replicated table in both regions at once, at a rate that is fixed in advance, and
/// measures as a client does how long a write needs until the other region has it: for `make
/// bench-tables`. Cold engines are not what is sustained: the first seconds are not counted.
///
/// Arguments: table, key attribute, credentials file, writes a second and region, seconds, and the
/// two engines' endpoints. Prints `name value unit`, a line each.
public final class TableLoad {
    /// Writes under way at once and region; more would only queue in the engine.
    private static final int TOGETHER = 64;

    private static final int KEYS = 5_000;
    private static final long WARM_UP_SECONDS = 10;
    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /// Between two looks. Looking more often would be a load of its own.
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long LOOK_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final String table;
    private final String key;
    private final int rate;
    private final long seconds;

    /// Later than what an earlier load left in the table.
    private final long first = System.currentTimeMillis() * 1_000;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private TableLoad(String table, String key, int rate, long seconds) {
        this.table = table;
        this.key = key;
        this.rate = rate;
        this.seconds = seconds;
    }

    /// One region's half of the load.
    private final class Half {
        final String name;
        final DynamoDbClient here;
        final DynamoDbClient there;
        final Lag puts = new Lag();
        final Lag seen = new Lag();
        final AtomicLong failed = new AtomicLong();
        final Semaphore together = new Semaphore(TOGETHER);

        /// Looks for one write after the other; none is left out because those before it are late.
        final ExecutorService looker = Executors.newSingleThreadExecutor();

        volatile double tookSeconds;

        Half(String name, DynamoDbClient here, DynamoDbClient there) {
            this.name = name;
            this.here = here;
            this.there = there;
        }

        void run() {
            long start = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
            long sampled = start;
            for (long i = -rate * WARM_UP_SECONDS; i < rate * seconds; i++) {
                long due = start + i * 1_000_000_000L / rate;
                LockSupport.parkNanos(due - System.nanoTime());
                boolean sample = due - sampled >= SAMPLE_NANOS;
                sampled = sample ? due : sampled;
                boolean counted = i >= 0;
                long number = first + rate * WARM_UP_SECONDS + i;
                together.acquireUninterruptibly();
                threads.execute(() -> write(number, due, counted, sample));
            }
            together.acquireUninterruptibly(TOGETHER);
            tookSeconds = (System.nanoTime() - start) / 1e9;
        }

        private void write(long number, long dueNanos, boolean counted, boolean sample) {
            String id = name + "-" + number % KEYS;
            String value = Long.toString(number);
            try {
                here.putItem(it -> it.tableName(table).item(item(id, value)));
                long done = System.nanoTime();
                if (counted) {
                    puts.add((done - dueNanos) / 1_000);
                }
                if (sample) {
                    looker.execute(() -> look(id, number, done));
                }
            } catch (SdkException e) {
                failed.incrementAndGet();
            } finally {
                together.release();
            }
        }

        /// Until the other region has this version or a later one.
        private void look(String id, long number, long doneNanos) {
            Map<String, AttributeValue> one = Map.of(key, AttributeValue.fromS(id));
            while (!sees(one, number) && System.nanoTime() - doneNanos < LOOK_LIMIT_NANOS) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            seen.add((System.nanoTime() - doneNanos) / 1_000);
        }

        /// An engine that is away sees nothing.
        private boolean sees(Map<String, AttributeValue> one, long number) {
            try {
                AttributeValue value =
                        there.getItem(it -> it.tableName(table).key(one).consistentRead(true))
                                .item()
                                .get("number");
                return value != null && Long.parseLong(value.n()) >= number;
            } catch (SdkException away) {
                return false;
            }
        }

        List<String> figures() {
            List<String> lines = new ArrayList<>();
            line(lines, "written", (double) puts.count(), "writes");
            line(lines, "written_rate", puts.count() / tookSeconds, "writes/s");
            line(lines, "failed", (double) failed.get(), "writes");
            line(lines, "put_p50", puts.millis(0.50), "ms");
            line(lines, "put_p99", puts.millis(0.99), "ms");
            line(lines, "seen_in_the_other_region_p50", seen.millis(0.50), "ms");
            line(lines, "seen_in_the_other_region_p99", seen.millis(0.99), "ms");
            return lines;
        }

        private void line(List<String> lines, String figure, double value, String unit) {
            lines.add(
                    String.format(Locale.ROOT, "tables_%s_%s %.1f %s", name, figure, value, unit));
        }
    }

    private Map<String, AttributeValue> item(String id, String value) {
        return Map.of(
                key,
                AttributeValue.fromS(id),
                "number",
                AttributeValue.fromN(value),
                "cart",
                AttributeValue.fromS("three products and a voucher ".repeat(10)));
    }

    private void run(DynamoDbClient one, DynamoDbClient other) throws InterruptedException {
        Half a = new Half("a", one, other);
        Half b = new Half("b", other, one);
        try (var both = Executors.newFixedThreadPool(2)) {
            both.execute(a::run);
            both.execute(b::run);
        }
        threads.shutdown();
        threads.awaitTermination(LOOK_LIMIT_NANOS, TimeUnit.NANOSECONDS);
        for (Half half : List.of(a, b)) {
            half.looker.shutdown();
            if (!half.looker.awaitTermination(2 * LOOK_LIMIT_NANOS, TimeUnit.NANOSECONDS)) {
                half.looker.shutdownNow();
            }
        }
        a.figures().forEach(System.out::println);
        b.figures().forEach(System.out::println);
    }

    public static void main(String[] arguments) throws InterruptedException {
        var credentials =
                ProfileCredentialsProvider.builder()
                        .profileFile(
                                ProfileFile.builder()
                                        .content(Path.of(arguments[2]))
                                        .type(ProfileFile.Type.CREDENTIALS)
                                        .build())
                        .build();
        var load =
                new TableLoad(
                        arguments[0],
                        arguments[1],
                        Integer.parseInt(arguments[3]),
                        Long.parseLong(arguments[4]));
        load.run(
                Clients.of(arguments[5], "us-east-1", credentials).tables(),
                Clients.of(arguments[6], "us-east-1", credentials).tables());
    }
}
