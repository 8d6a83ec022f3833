package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.stores.buckets.nio2blob.VersionedStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/// When nothing is left to send, both regions have the same versions of each key in the same order,
/// the one that was written last is what the key is, and none that was acknowledged is missing:
/// whatever was cut, killed, written and deleted meanwhile.
final class ConvergenceTest {
    private static final String DELETED = "(deleted)";

    @TempDir Path folder;

    private Pair pair;
    private final List<S3Client> clients = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        pair = new Pair(folder);
        clients.add(pair.client(0));
        clients.add(pair.client(1));
    }

    @AfterEach
    void stop() throws Exception {
        clients.forEach(S3Client::close);
        pair.close();
    }

    @Test
    void aWriteThatCameLateIsAnOlderVersionInBothRegions() {
        pair.wireFrom(0).cut();
        put(0, "price", "late");
        put(1, "price", "new");
        pair.wireFrom(0).mend();
        drained();

        assertThat(versions(0)).containsEntry("price", List.of("new", "late"));
        assertThat(versions(1)).isEqualTo(versions(0));
        assertThat(pair.replication(1).overtaken()).isEqualTo(1);
        assertThat(pair.replication(0).overtaken()).isZero();
    }

    @Test
    void aCopyThatArrivesAfterALaterWriteOfAClientDoesNotHideIt() {
        pair.wireFrom(1).cut();
        put(1, "price", "new");
        // Sent before the client wrote, as the other region's store does it; here only now.
        copied("price", "late", Instant.now().minusSeconds(60).toEpochMilli());
        pair.wireFrom(1).mend();
        drained();

        assertThat(versions(1)).containsEntry("price", List.of("new", "late"));
        assertThat(content(0, "price")).isEqualTo("new");
    }

    @Test
    void ofTwoWritesOfOneInstantBothRegionsKeepTheSame() {
        pair.wireFrom(1).cut();
        put(1, "price", "of singapore");
        long same = written("price");
        copied("price", "of mumbai", same);

        // By the region's name, which both know.
        assertThat(versions(1)).containsEntry("price", List.of("of singapore", "of mumbai"));
    }

    @Test
    void whatOneRegionDeletedDoesNotComeBackWithALateWriteOfTheOther() {
        pair.wireFrom(0).cut();
        put(0, "price", "late");
        put(1, "price", "new");
        delete(1, "price");
        pair.wireFrom(0).mend();
        drained();

        assertThat(versions(0)).containsEntry("price", List.of(DELETED, "new", "late"));
        assertThat(versions(1)).isEqualTo(versions(0));
    }

    @Test
    void aDeletionThatComesLateDeletesNothingThatWasWrittenAfterIt() {
        put(0, "price", "first");
        drained();
        pair.wireFrom(0).cut();
        delete(0, "price");
        put(1, "price", "new");
        pair.wireFrom(0).mend();
        drained();

        assertThat(versions(0)).containsEntry("price", List.of("new", "first", DELETED));
        assertThat(versions(1)).isEqualTo(versions(0));
    }

    @Test
    void aCopyOfAnObjectIsAsNewAsTheCopyingAndNotAsTheObject() {
        put(0, "template", "fresh");
        drained();
        pair.wireFrom(0).cut();
        put(0, "price", "late");
        clients.get(1)
                .copyObject(
                        it ->
                                it.sourceBucket(Pair.bucket(1))
                                        .sourceKey("template")
                                        .destinationBucket(Pair.bucket(1))
                                        .destinationKey("price"));
        pair.wireFrom(0).mend();
        drained();

        assertThat(versions(0)).containsEntry("price", List.of("fresh", "late"));
        assertThat(versions(1)).isEqualTo(versions(0));
    }

    @Test
    void aWriteThatWasBegunAndNeverMadeTouchesNothingInTheOtherRegion() throws Exception {
        put(1, "known", "one");
        drained();
        pair.wireFrom(1).cut();
        put(1, "known", "two");
        put(1, "unknown", "x");
        pair.stop(0);
        Files.writeString(
                pair.data(0).resolve("replication").resolve("backlog"),
                begun(901, "known") + begun(902, "unknown"),
                StandardOpenOption.APPEND);
        pair.start(0);
        put(0, "end", "x");
        Pair.until("what was begun is settled", () -> pair.replication(0).pending() == 0);
        pair.wireFrom(1).mend();
        drained();

        assertThat(versions(1))
                .containsEntry("known", List.of("two", "one"))
                .containsEntry("unknown", List.of("x"));
        assertThat(versions(0)).isEqualTo(versions(1));
    }

    private static String begun(int number, String key) {
        return "+ %d %d %s %s\n"
                .formatted(number, Instant.now().toEpochMilli(), Pair.bucket(0), key);
    }

    @Test
    void overTheLossOfARegionAndTheWayBackNoKeyIsOlderThanItsLastWrite() throws Exception {
        put(0, "order", "1");
        drained();
        pair.wireFrom(0).cut();
        put(0, "order", "2, stranded");
        pair.stop(0);
        for (int number = 3; number <= 6; number++) {
            put(1, "order", Integer.toString(number));
        }
        pair.start(0);
        pair.wireFrom(0).mend();
        drained();
        assertThat(versions(0))
                .containsEntry("order", List.of("6", "5", "4", "3", "2, stranded", "1"));

        put(0, "order", "7");
        put(0, "order", "8");
        drained();
        assertThat(versions(0).get("order")).startsWith("8", "7", "6");
        assertThat(versions(1)).isEqualTo(versions(0));
        pair.stop(1);
        pair.start(1);
        assertThat(versions(1)).isEqualTo(versions(0));
    }

    @Test
    void whateverIsWrittenDeletedCutAndRestartedBothRegionsEndAlike() throws Exception {
        Random random = new Random(8);
        for (int step = 0; step < 120; step++) {
            int region = random.nextInt(2);
            String key = "key-" + random.nextInt(4);
            switch (random.nextInt(12)) {
                case 0, 1 -> pair.wireFrom(region).cut();
                case 2, 3 -> pair.wireFrom(region).mend();
                case 4, 5 -> delete(region, key);
                case 6 -> {
                    if (random.nextInt(4) == 0) {
                        pair.stop(region);
                        pair.start(region);
                    }
                }
                default -> put(region, key, region + "-" + step);
            }
        }
        pair.wireFrom(0).mend();
        pair.wireFrom(1).mend();
        drained();

        assertThat(versions(0)).isNotEmpty().isEqualTo(versions(1));
        for (String key : versions(0).keySet()) {
            assertThat(writes(0, key)).isEqualTo(writes(1, key)).doesNotHaveDuplicates();
        }
    }

    @Test
    void twoClientsThatWriteAKeyAtOnceLeaveTheSameInBothRegions() throws Exception {
        List<Thread> writers =
                Stream.of("a", "b", "c", "d")
                        .map(
                                name ->
                                        Thread.ofVirtual()
                                                .start(
                                                        () -> {
                                                            for (int i = 0; i < 15; i++) {
                                                                put(
                                                                        name.charAt(0) % 2,
                                                                        "price",
                                                                        name + i);
                                                            }
                                                        }))
                        .toList();
        for (Thread writer : writers) {
            writer.join();
        }
        drained();

        // A client that got no answer writes once more, which makes one more version, in both.
        assertThat(versions(0).get("price")).hasSizeGreaterThanOrEqualTo(60);
        assertThat(versions(1)).isEqualTo(versions(0));
        assertThat(writes(0, "price")).isEqualTo(writes(1, "price")).doesNotHaveDuplicates();
    }

    /// Which writes the versions and markers of a key are as they lie on the disk, the newest
    /// first.
    private List<String> writes(int region, String key) {
        Path root = pair.data(region).resolve("objects");
        List<Versions.Kept> kept =
                new Versions(new VersionedStore(root), root, Pair.REGIONS.get(region))
                        .all(Pair.bucket(region), key);
        assertThat(kept)
                .isSortedAccordingTo(Comparator.comparing(Versions.Kept::origin).reversed());
        return kept.stream()
                .map(it -> it.origin().text() + (it.marker() ? " deleted" : ""))
                .toList();
    }

    /// What the store of the first region sends to the second one's.
    private void copied(String key, String content, long millis) {
        try (S3Client other = pair.client(1, "replication", Pair.SECRET)) {
            other.putObject(
                    it ->
                            it.bucket(Pair.bucket(1))
                                    .key(key)
                                    .metadata(Map.of("twinkeel-copy-of", "mumbai:77:" + millis)),
                    RequestBody.fromString(content));
        }
    }

    /// When a client of the second region wrote a key, as the store notes it.
    private long written(String key) {
        String noted =
                Objects.requireNonNull(
                        clients.get(1)
                                .headObject(it -> it.bucket(Pair.bucket(1)).key(key))
                                .metadata()
                                .get("twinkeel-written"));
        return Long.parseLong(noted.substring(noted.lastIndexOf(':') + 1));
    }

    private void drained() {
        for (int region = 0; region < 2; region++) {
            int of = region;
            Pair.until("all was sent", () -> pair.replication(of).pending() == 0);
        }
    }

    private void put(int region, String key, String content) {
        clients.get(region)
                .putObject(
                        it -> it.bucket(Pair.bucket(region)).key(key),
                        RequestBody.fromString(content));
    }

    private void delete(int region, String key) {
        clients.get(region).deleteObject(it -> it.bucket(Pair.bucket(region)).key(key));
    }

    private String content(int region, String key) {
        return clients.get(region)
                .getObjectAsBytes(it -> it.bucket(Pair.bucket(region)).key(key))
                .asUtf8String();
    }

    /// The contents of all versions of each key as the store lists them, the newest first; a marker
    /// that is what the key is before them, older ones after them.
    private Map<String, List<String>> versions(int region) {
        ListObjectVersionsResponse list =
                clients.get(region).listObjectVersions(it -> it.bucket(Pair.bucket(region)));
        Map<String, List<String>> found = new TreeMap<>();
        list.deleteMarkers().stream()
                .filter(DeleteMarkerEntry::isLatest)
                .forEach(it -> of(found, it.key()).add(DELETED));
        for (ObjectVersion it : list.versions()) {
            assertThat(it.isLatest()).isEqualTo(of(found, it.key()).isEmpty());
            String content = content(region, it.key(), it.versionId());
            // By its tag a client knows which version has what content, without reading it.
            assertThat(it.eTag()).isEqualTo('"' + digest(content) + '"');
            of(found, it.key()).add(content);
        }
        list.deleteMarkers().stream()
                .filter(it -> !it.isLatest())
                .forEach(it -> of(found, it.key()).add(DELETED));
        return found;
    }

    private static String digest(String content) {
        try {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static List<String> of(Map<String, List<String>> found, String key) {
        return found.computeIfAbsent(key, _ -> new ArrayList<>());
    }

    private String content(int region, String key, String version) {
        return clients.get(region)
                .getObjectAsBytes(it -> it.bucket(Pair.bucket(region)).key(key).versionId(version))
                .asUtf8String();
    }
}
