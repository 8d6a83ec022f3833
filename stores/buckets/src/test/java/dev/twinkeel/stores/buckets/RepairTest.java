package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.stores.buckets.nio2blob.VersionedStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What a store finds on its disk that it would not write: by a former version, by one that was
/// killed, or by the other region where both cannot be.
final class RepairTest {
    private static final String WRITTEN = "user.user-metadata.twinkeel-written";
    private static final String KEY = "price";

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
    void whatAFormerVersionWroteIsReadWrittenAndDeleted() throws Exception {
        for (String key : List.of(KEY, "order", "letter")) {
            put(0, key, "former");
            note(path(0, key), WRITTEN, Long.toString(Instant.now().toEpochMilli()));
        }
        drained();
        put(1, KEY, "of the other region");
        clients.get(0).deleteObject(it -> it.bucket(Pair.bucket(0)).key("order"));
        put(0, "letter", "next");
        drained();

        assertThat(text(0, KEY)).isEqualTo("of the other region");
        assertThatThrownBy(() -> text(1, "order")).isInstanceOf(NoSuchKeyException.class);
        assertThat(text(1, "letter")).isEqualTo("next");
    }

    @Test
    void whatAFormerVersionHadBegunIsSentWhenItWasMade() throws Exception {
        pair.wireFrom(0).cut();
        put(0, KEY, "former");
        pair.stop(0);
        long at = Instant.now().toEpochMilli();
        note(path(0, KEY), WRITTEN, Long.toString(at));
        Path backlog = pair.data(0).resolve("replication").resolve("backlog");
        Files.writeString(
                backlog, "+ 1 %d %s price\n+ 2 %d %s other\n".formatted(at, b(), at, b()));
        pair.start(0);
        pair.wireFrom(0).mend();
        drained();

        assertThat(text(1, KEY)).isEqualTo("former");
    }

    private static String b() {
        return Pair.bucket(0);
    }

    @Test
    void aCopyThatFindsNoPlaceLeavesNothingBehind() throws Exception {
        pair.wireFrom(1).cut();
        put(1, KEY, "new");
        // In the way of older versions.
        Path aside = Files.writeString(objects(1).resolve(".s3proxy-versions"), "");
        assertThatThrownBy(() -> copied(KEY, "late")).isInstanceOf(S3Exception.class);
        assertThat(files(arriving(1))).isEmpty();

        Files.delete(aside);
        copied(KEY, "late");
        assertThat(files(arriving(1))).isEmpty();
        assertThat(keys(1)).containsExactly(KEY, KEY);
    }

    @Test
    void whatAClientNamesLikeTheStoresOwnNotesIsNotTakenForThem() {
        clients.get(0)
                .putObject(
                        it ->
                                it.bucket(b())
                                        .key(KEY)
                                        .metadata(
                                                Map.of(
                                                        "twinkeel-marker",
                                                        "true",
                                                        "twinkeel-copy-of",
                                                        "nowhere",
                                                        "colour",
                                                        "red")),
                        RequestBody.fromString("content"));
        drained();

        assertThat(text(1, KEY)).isEqualTo("content");
        assertThat(clients.get(1).headObject(it -> it.bucket(Pair.bucket(1)).key(KEY)).metadata())
                .containsEntry("colour", "red");
    }

    @Test
    void aKeyWhoseObjectWasSetAsideForNothingIsTheObjectAgain() throws Exception {
        put(0, "folder/price", "one");
        drained();
        pair.stop(0);
        Path aside = Files.createDirectories(objects(0).resolve(".s3proxy-versions"));
        String prefix = VersionedStore.prefix("folder/price");
        Files.move(path(0, "folder/price"), aside.resolve(prefix + "0000000000000007"));
        Files.delete(objects(0).resolve("folder"));
        // And the marker that was to come has no key yet.
        Files.createFile(aside.resolve(prefix + "0000000000000008"));
        pair.start(0);

        assertThat(text(0, "folder/price")).isEqualTo("one");
        assertThat(files(aside)).isEmpty();
    }

    @Test
    void anObjectThatHasItsSecondNameAlreadyIsOneVersion() throws Exception {
        put(0, KEY, "one");
        drained();
        pair.stop(0);
        Path aside = Files.createDirectories(objects(0).resolve(".s3proxy-versions"));
        Files.createLink(
                aside.resolve(VersionedStore.prefix(KEY) + "0000000000000007"), path(0, KEY));
        pair.start(0);

        assertThat(keys(0)).containsExactly(KEY);
    }

    @Test
    void aKeyThatCannotBeBesideAnotherHoldsUpNothing() {
        pair.wireFrom(0).cut();
        pair.wireFrom(1).cut();
        put(0, "a", "file");
        put(1, "a/b", "in a folder of its name");
        pair.wireFrom(0).mend();
        pair.wireFrom(1).mend();
        drained();

        assertThat(text(0, "a")).isEqualTo("file");
        assertThat(text(1, "a/b")).isEqualTo("in a folder of its name");
        assertThat(keys(0)).containsExactly("a", "a/b");
        assertThat(keys(1)).containsExactly("a", "a/b");
    }

    @Test
    void aClockThatWasSetBackPutsNoVersionBeforeOlderOnes() throws Exception {
        put(0, KEY, "one");
        put(0, KEY, "two");
        drained();
        pair.stop(0);
        Path aside = objects(0).resolve(".s3proxy-versions");
        long ahead = Instant.now().plusSeconds(3600).toEpochMilli() * 1000;
        Files.move(
                files(aside).getFirst(),
                aside.resolve(VersionedStore.prefix(KEY) + "%016d".formatted(ahead)));
        pair.start(0);
        put(0, KEY, "three");
        delete(0);
        put(0, KEY, "four");

        assertThat(contents(0)).containsExactly("four", "three", "two", "one");
    }

    @Test
    void aWriteThatComesLateHasItsPlaceAlsoWhenTheVersionBeforeItWasDeleted() {
        pair.wireFrom(1).cut();
        put(1, KEY, "one");
        String bucket = Pair.bucket(1);
        String first = clients.get(1).headObject(it -> it.bucket(bucket).key(KEY)).versionId();
        long before = Instant.now().toEpochMilli();
        Pair.until("time goes on", () -> Instant.now().toEpochMilli() > before + 10);
        put(1, KEY, "two");
        copied(KEY, "late", before + 2);
        clients.get(1).deleteObject(it -> it.bucket(bucket).key(KEY).versionId(first));
        copied(KEY, "later", before + 4);

        assertThat(contents(1)).containsExactly("two", "later", "late");
    }

    /// Of all versions on the disk, the newest first.
    private List<String> contents(int region) {
        Path root = pair.data(region).resolve("objects");
        return new Versions(new VersionedStore(root), root, Pair.REGIONS.get(region))
                .all(Pair.bucket(region), KEY).stream()
                        .filter(it -> !it.marker())
                        .map(
                                it ->
                                        clients.get(region)
                                                .getObjectAsBytes(
                                                        get ->
                                                                get.bucket(Pair.bucket(region))
                                                                        .key(KEY)
                                                                        .versionId(it.id()))
                                                .asUtf8String())
                        .toList();
    }

    private void delete(int region) {
        clients.get(region).deleteObject(it -> it.bucket(Pair.bucket(region)).key(KEY));
    }

    private Path objects(int region) {
        return pair.data(region).resolve("objects").resolve(Pair.bucket(region));
    }

    private Path arriving(int region) {
        return pair.data(region).resolve("objects").resolve("twinkeel-arriving");
    }

    private Path path(int region, String key) {
        return objects(region).resolve(key);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void note(Path file, String name, String value) throws IOException {
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                .write(name, StandardCharsets.UTF_8.encode(value));
    }

    /// As the store of the first region sends it, of a minute ago.
    private void copied(String key, String content) {
        copied(key, content, Instant.now().minusSeconds(60).toEpochMilli());
    }

    private void copied(String key, String content, long millis) {
        String origin = "mumbai:77:" + millis;
        try (S3Client other = pair.client(1, "replication", Pair.SECRET)) {
            other.putObject(
                    it ->
                            it.bucket(Pair.bucket(1))
                                    .key(key)
                                    .metadata(Map.of("twinkeel-copy-of", origin)),
                    RequestBody.fromString(content));
        }
    }

    private List<String> keys(int region) {
        return clients
                .get(region)
                .listObjectVersions(it -> it.bucket(Pair.bucket(region)))
                .versions()
                .stream()
                .map(ObjectVersion::key)
                .toList();
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

    private String text(int region, String key) {
        return clients.get(region)
                .getObjectAsBytes(it -> it.bucket(Pair.bucket(region)).key(key))
                .asUtf8String();
    }
}
