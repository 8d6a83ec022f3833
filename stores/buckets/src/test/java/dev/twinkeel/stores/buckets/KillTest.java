package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.stores.buckets.nio2blob.VersionedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Stores that are killed (SIGKILL) while clients write, delete, copy and upload in parts, in both
/// regions at once.
final class KillTest {
    private static final int ROUNDS = 2;
    private static final int WRITERS = 4;
    private static final int WRITES = 40;
    private static final List<String> KEYS = List.of("price", "order", "letter");

    @TempDir Path folder;

    /// The version ids of what was acknowledged, with the region and the key before them.
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();

    @Test
    void afterKillsBothRegionsHaveTheSameWritesInTheSameOrderAndAllThatWereAcknowledged()
            throws Exception {
        var setting = new Pair.Setting(folder);
        try (var first = new StoreProcess(setting.config(0), folder.resolve("first.json"));
                var second = new StoreProcess(setting.config(1), folder.resolve("second.json"))) {
            List<StoreProcess> stores = List.of(first, second);
            for (int round = 0; round < ROUNDS; round++) {
                round(setting, stores.get(round % 2), round);
            }
            Pair.until("all was sent", () -> stores.stream().allMatch(KillTest::drained));

            for (String key : KEYS) {
                List<String> writes = writes(setting, 0, key);
                assertThat(writes).isNotEmpty().doesNotHaveDuplicates();
                assertThat(writes(setting, 1, key)).isEqualTo(writes);
            }
            for (int region = 0; region < 2; region++) {
                assertThat(ids(setting, region))
                        .containsAll(of(acknowledged, Pair.REGIONS.get(region)));
            }
        }
    }

    private void round(Pair.Setting setting, StoreProcess killed, int round) throws Exception {
        int before = acknowledged.size();
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            Random random = new Random(100L * round + writer);
            int region = writer % 2;
            writers.add(Thread.ofVirtual().start(() -> write(setting, region, random)));
        }
        Pair.until("they write", () -> acknowledged.size() > before + WRITES / 2);
        killed.killAndStartAgain();
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private void write(Pair.Setting setting, int region, Random random) {
        try (S3Client client = setting.client(region)) {
            for (int i = 0; i < WRITES; i++) {
                String key = KEYS.get(random.nextInt(KEYS.size()));
                try {
                    String id = write(client, Pair.bucket(region), key, random.nextInt(6));
                    acknowledged.add(Pair.REGIONS.get(region) + " " + key + " " + id);
                } catch (SdkException killed) {
                    // Nobody knows whether it was done.
                }
            }
        }
    }

    private static String write(S3Client client, String bucket, String key, int how) {
        return switch (how) {
            case 0 -> client.deleteObject(it -> it.bucket(bucket).key(key)).versionId();
            case 1 -> parts(client, bucket, key);
            case 2 -> {
                put(client, bucket, "template");
                yield client.copyObject(
                                it ->
                                        it.sourceBucket(bucket)
                                                .sourceKey("template")
                                                .destinationBucket(bucket)
                                                .destinationKey(key))
                        .versionId();
            }
            default -> put(client, bucket, key);
        };
    }

    private static String put(S3Client client, String bucket, String key) {
        return client.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromString("x"))
                .versionId();
    }

    private static String parts(S3Client client, String bucket, String key) {
        String upload = client.createMultipartUpload(it -> it.bucket(bucket).key(key)).uploadId();
        String tag =
                client.uploadPart(
                                it -> it.bucket(bucket).key(key).uploadId(upload).partNumber(1),
                                RequestBody.fromString("part"))
                        .eTag();
        CompletedPart part = CompletedPart.builder().partNumber(1).eTag(tag).build();
        return client.completeMultipartUpload(
                        it ->
                                it.bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .multipartUpload(parts -> parts.parts(part)))
                .versionId();
    }

    private static boolean drained(StoreProcess store) {
        try {
            return store.status().get("pending").asInt() == 0;
        } catch (IOException restarting) {
            return false;
        }
    }

    private static List<String> of(Queue<String> acknowledged, String region) {
        return acknowledged.stream().filter(it -> it.startsWith(region + " ")).toList();
    }

    private static List<Versions.Kept> kept(Pair.Setting setting, int region, String key) {
        Path root = setting.config(region).data().resolve("objects");
        return new Versions(new VersionedStore(root), root, Pair.REGIONS.get(region))
                .all(Pair.bucket(region), key);
    }

    /// Which writes the versions and markers of a key are, the newest first.
    private static List<String> writes(Pair.Setting setting, int region, String key) {
        List<Versions.Kept> kept = kept(setting, region, key);
        assertThat(kept)
                .isSortedAccordingTo(Comparator.comparing(Versions.Kept::origin).reversed());
        return kept.stream()
                .map(it -> it.origin().text() + (it.marker() ? " deleted" : ""))
                .toList();
    }

    private static List<String> ids(Pair.Setting setting, int region) {
        return KEYS.stream()
                .flatMap(
                        key ->
                                kept(setting, region, key).stream()
                                        .map(
                                                it ->
                                                        Pair.REGIONS.get(region)
                                                                + " "
                                                                + key
                                                                + " "
                                                                + it.id()))
                .toList();
    }
}
