package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// The figure of replication: writes objects of 1 KiB to 10 MiB in one region while the link to the
/// other is cut in the middle and the region's store is killed, and looks whether each arrives with
/// the content that was acknowledged. `make bench-replication` runs it.
///
/// Nine in ten objects have 1 to 16 KiB, nine in a hundred up to 1 MiB, one in a hundred up to 10
/// MiB; their contents do not compress.
public final class ReplicationFigure {
    private static final int WRITERS = 4;
    private static final int KIB = 1024;

    private final Pair.Setting setting;
    private final int objects;
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    private ReplicationFigure(Path folder, int objects) throws IOException {
        this.setting = new Pair.Setting(folder);
        this.objects = objects;
    }

    /// @param arguments the folder to work in, and how many objects
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Files.createDirectories(folder);
        new ReplicationFigure(folder, Integer.parseInt(arguments[1])).run();
        System.exit(0);
    }

    private void run() throws Exception {
        try (StoreProcess here = process(0);
                StoreProcess _ = process(1)) {
            long begun = System.nanoTime();
            List<Future<?>> writers = new ArrayList<>();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < WRITERS; i++) {
                    writers.add(executor.submit(this::write));
                }
                disturb(here);
                for (Future<?> writer : writers) {
                    writer.get();
                }
            }
            double writing = seconds(begun);
            long mended = System.nanoTime();
            Pair.until("all are sent", () -> pending(here) == 0);
            report(here, writing, seconds(mended));
        }
    }

    private StoreProcess process(int region) throws IOException {
        return new StoreProcess(
                setting.config(region),
                setting.folder().resolve(Pair.REGIONS.get(region) + ".json"));
    }

    /// Cut at three tenths, killed at five, mended at seven.
    private void disturb(StoreProcess here) throws Exception {
        Pair.until("three tenths are written", () -> acknowledged.size() >= objects * 3 / 10);
        setting.wire(0).cut();
        System.out.println("cut the link");
        Pair.until("half are written", () -> acknowledged.size() >= objects / 2);
        System.out.println("backlog before the kill: " + pending(here));
        here.killAndStartAgain();
        System.out.println("backlog after the kill: " + pending(here));
        Pair.until("seven tenths are written", () -> acknowledged.size() >= objects * 7 / 10);
        System.out.println("backlog at the mending: " + pending(here));
        setting.wire(0).mend();
    }

    private static int pending(StoreProcess store) {
        try {
            return store.status().path("pending").asInt();
        } catch (IOException e) {
            return Integer.MAX_VALUE;
        }
    }

    private void write() {
        try (S3Client client = setting.client(0)) {
            int number;
            while ((number = next.getAndIncrement()) < objects) {
                byte[] content = content(number);
                String key = "object-" + number;
                while (!put(client, key, content)) {
                    // Killed under it: not acknowledged, so it is written again.
                }
                acknowledged.put(key, digest(content));
                bytes.addAndGet(content.length);
            }
        }
    }

    private static boolean put(S3Client client, String key, byte[] content) {
        try {
            client.putObject(
                    it -> it.bucket(Pair.bucket(0)).key(key), RequestBody.fromBytes(content));
            return true;
        } catch (SdkException killed) {
            return false;
        }
    }

    private static byte[] content(int number) {
        Random random = new Random(number);
        int part = random.nextInt(100);
        int most = part < 90 ? 16 * KIB : part < 99 ? KIB * KIB : 10 * KIB * KIB;
        byte[] content = new byte[KIB + random.nextInt(most - KIB + 1)];
        random.nextBytes(content);
        return content;
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void report(StoreProcess here, double writing, double draining) throws IOException {
        int missing = 0;
        int corrupt = 0;
        try (S3Client there = setting.client(1)) {
            for (Map.Entry<String, String> object : acknowledged.entrySet()) {
                try {
                    byte[] content =
                            there.getObjectAsBytes(
                                            it -> it.bucket(Pair.bucket(1)).key(object.getKey()))
                                    .asByteArray();
                    corrupt += digest(content).equals(object.getValue()) ? 0 : 1;
                } catch (SdkException absent) {
                    missing++;
                }
            }
        }
        System.out.printf(
                "objects %d, %d MiB, written in %.1f s, the last arrived %.1f s after the last write%n",
                acknowledged.size(), bytes.get() / KIB / KIB, writing, draining);
        System.out.printf("missing %d, corrupt %d%n", missing, corrupt);
        System.out.println("replication " + here.status());
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
