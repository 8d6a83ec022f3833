package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/// What is written in one region comes to the other, whatever happens between them.
final class ReplicationTest {
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
    void aWriteInEitherRegionComesToTheOtherAndNotBack() {
        put(0, "from-mumbai", "a");
        put(1, "from-singapore", "b");

        Pair.until("the first is there", () -> has(1, "from-mumbai", "a"));
        Pair.until("the second is there", () -> has(0, "from-singapore", "b"));
        // Each key has as many versions in each region: nothing went round in a circle.
        assertThat(versions(0)).containsOnlyKeys("from-mumbai", "from-singapore");
        assertThat(versions(1)).isEqualTo(versions(0));
    }

    @Test
    void aDeletionLeavesAMarkerInBothRegionsAndTheVersionsStay() {
        put(0, "price", "one");
        Pair.until("it is there", () -> has(1, "price", "one"));
        clients.get(0).deleteObject(it -> it.bucket(Pair.bucket(0)).key("price"));

        Pair.until("it is deleted there", () -> !has(1, "price", "one"));
        assertThat(markers(1)).containsExactly("price");
        assertThat(versions(1)).isEqualTo(versions(0)).containsKey("price");
    }

    @Test
    void theDeletionOfOneVersionStaysInItsRegion() {
        String version = put(0, "price", "one");
        Pair.until("it is there", () -> has(1, "price", "one"));
        clients.get(0)
                .deleteObject(it -> it.bucket(Pair.bucket(0)).key("price").versionId(version));
        put(0, "later", "x");
        Pair.until("what came after it is there", () -> has(1, "later", "x"));

        assertThat(has(1, "price", "one")).isTrue();
    }

    @Test
    void versionsOfAKeyArriveInTheirOrder() {
        for (int i = 0; i <= 30; i++) {
            put(0, "counter", Integer.toString(i));
        }

        Pair.until("the last is there", () -> has(1, "counter", "30"));
        // A client that got no answer writes once more, which makes one more version, in both.
        Pair.until("all are there", () -> versions(1).equals(versions(0)));
        assertThat(versions(0).get("counter")).isGreaterThanOrEqualTo(31);
        assertThat(text(1, "counter")).isEqualTo("30");
    }

    @Test
    void whatWasWrittenWhileTheLinkWasCutArrivesAfterARestart() throws Exception {
        pair.wireFrom(0).cut();
        for (int i = 0; i < 50; i++) {
            put(0, "order-" + i, "content " + i);
        }
        assertThat(versions(1)).isEmpty();
        pair.stop(0);
        pair.start(0);
        pair.wireFrom(0).mend();

        Pair.until("all are there", () -> versions(1).size() == 50);
        for (int i = 0; i < 50; i++) {
            assertThat(text(1, "order-" + i)).isEqualTo("content " + i);
        }
    }

    @Test
    void aLateWriteDoesNotHideALaterOneOfTheOtherRegion() {
        pair.wireFrom(0).cut();
        put(0, "price", "old, from the region that was lost");
        put(1, "price", "new");
        pair.wireFrom(0).mend();

        Pair.until("both regions have the later write", () -> has(0, "price", "new"));
        Pair.until(
                "nothing is left to send", () -> put(0, "end", "x") != null && has(1, "end", "x"));
        assertThat(text(1, "price")).isEqualTo("new");
    }

    private String put(int region, String key, String content) {
        return clients.get(region)
                .putObject(
                        it -> it.bucket(Pair.bucket(region)).key(key),
                        RequestBody.fromString(content))
                .versionId();
    }

    private boolean has(int region, String key, String content) {
        try {
            return text(region, key).equals(content);
        } catch (NoSuchKeyException absent) {
            return false;
        }
    }

    private String text(int region, String key) {
        return clients.get(region)
                .getObjectAsBytes(it -> it.bucket(Pair.bucket(region)).key(key))
                .asUtf8String();
    }

    private Map<String, Integer> versions(int region) {
        Map<String, Integer> versions = new TreeMap<>();
        for (ObjectVersion version :
                clients.get(region)
                        .listObjectVersions(it -> it.bucket(Pair.bucket(region)))
                        .versions()) {
            versions.merge(version.key(), 1, Integer::sum);
        }
        return versions;
    }

    private List<String> markers(int region) {
        return clients
                .get(region)
                .listObjectVersions(it -> it.bucket(Pair.bucket(region)))
                .deleteMarkers()
                .stream()
                .map(DeleteMarkerEntry::key)
                .toList();
    }
}
