package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The object store as an application uses it: by the AWS SDK.
final class ObjectStoreTest {
    private static final String BUCKET = Pair.bucket(0);

    @TempDir Path folder;

    private Pair pair;
    private S3Client client;

    @BeforeEach
    void start() throws Exception {
        pair = new Pair(folder);
        client = pair.client(0);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        pair.close();
    }

    @Test
    void aRequestWithAnotherSecretIsRefused() {
        try (S3Client stranger = pair.client(0, "another secret")) {
            assertThatThrownBy(() -> put(stranger, "a", "b"))
                    .isInstanceOfSatisfying(
                            AwsServiceException.class,
                            it -> assertThat(it.statusCode()).isEqualTo(403));
        }
    }

    @Test
    void aKeyOpensOnlyItsOwnBuckets() {
        denied(() -> put(client, "other-mumbai", "a", "b"));
        denied(client::listBuckets);
    }

    @Test
    void aServicesKeyOpensTheBucketsOfItsServiceForAsLongAsItIsGood() throws IOException {
        keys("key SITE site " + BUCKET + " one", "key LAKE lake other-mumbai two");
        try (S3Client site = pair.client(0, "SITE", "one");
                S3Client lake = pair.client(0, "LAKE", "two")) {
            put(site, BUCKET, "a", "words");
            denied(() -> put(site, "other-mumbai", "a", "b"));
            denied(() -> text(lake, "a"));
            denied(
                    () ->
                            lake.copyObject(
                                    it ->
                                            it.sourceBucket(BUCKET)
                                                    .sourceKey("a")
                                                    .destinationBucket("other-mumbai")
                                                    .destinationKey("b")));

            keys("key NEXT site " + BUCKET + " three", "key LAKE lake other-mumbai two");
            try (S3Client next = pair.client(0, "NEXT", "three")) {
                assertThat(text(next, "a")).isEqualTo("words");
            }
            Pair.until("the key from before is refused", () -> refused(() -> text(site, "a")));
        }
    }

    private void keys(String... lines) throws IOException {
        Path next = Files.write(folder.resolve("next"), List.of(lines));
        Files.move(next, folder.resolve("keys"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean refused(Runnable asked) {
        try {
            asked.run();
            return false;
        } catch (AwsServiceException e) {
            return e.statusCode() == 403;
        }
    }

    private static void denied(Runnable asked) {
        assertThatThrownBy(asked::run)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        it -> {
                            assertThat(it.statusCode()).isEqualTo(403);
                            assertThat(it.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                        });
    }

    private static void put(S3Client by, String bucket, String key, String words) {
        by.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromString(words));
    }

    @Test
    void nothingOfAnObjectIsReadableOnTheDisk() throws IOException {
        String words = "a sentence that nobody may find on the disk";
        put(client, "letter", words);

        assertThat(text(client, "letter")).isEqualTo(words);
        assertThat(filesWith(words)).isEmpty();
    }

    @Test
    void aChangedByteOnTheDiskIsAnErrorAndNeverAnotherContent() throws IOException {
        put(client, "letter", "paid");
        Path file = pair.data(0).resolve("objects").resolve(BUCKET).resolve("letter");
        byte[] sealed = Files.readAllBytes(file);
        sealed[sealed.length - 1] ^= 1;
        Files.write(file, sealed);

        assertThatThrownBy(() -> text(client, "letter")).isInstanceOf(Exception.class);
    }

    @Test
    void anOldVersionIsReadByItsIdAndADeletedKeyComesBack() {
        String first = put(client, "price", "one");
        put(client, "price", "two");
        client.deleteObject(it -> it.bucket(BUCKET).key("price"));

        assertThatThrownBy(() -> text(client, "price")).isInstanceOf(NoSuchKeyException.class);
        assertThat(
                        client.getObjectAsBytes(
                                        it -> it.bucket(BUCKET).key("price").versionId(first))
                                .asUtf8String())
                .isEqualTo("one");

        String marker =
                client.listObjectVersions(it -> it.bucket(BUCKET))
                        .deleteMarkers()
                        .getFirst()
                        .versionId();
        client.deleteObject(it -> it.bucket(BUCKET).key("price").versionId(marker));

        assertThat(text(client, "price")).isEqualTo("two");
    }

    @Test
    void versionsAreNumberedOnFromTheClockSoThatARestartedStoreWritesOverNone() {
        long number = Long.parseLong(put(client, "price", "one").substring(1));

        long hourAgo = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();
        assertThat(number).isGreaterThan(hourAgo * 1_000);
    }

    @Test
    void sizesRangesAndTagsAreThoseOfTheContent() {
        byte[] content = new byte[1_000_003];
        new Random(7).nextBytes(content);
        client.putObject(it -> it.bucket(BUCKET).key("film"), RequestBody.fromBytes(content));

        assertThat(client.headObject(it -> it.bucket(BUCKET).key("film")).contentLength())
                .isEqualTo(content.length);
        assertThat(client.listObjectsV2(it -> it.bucket(BUCKET)).contents().getFirst().size())
                .isEqualTo(content.length);
        assertThat(
                        client.getObjectAsBytes(
                                        it ->
                                                it.bucket(BUCKET)
                                                        .key("film")
                                                        .range("bytes=700000-700099"))
                                .asByteArray())
                .isEqualTo(java.util.Arrays.copyOfRange(content, 700_000, 700_100));
    }

    @Test
    void anObjectInPartsIsOneObject() {
        byte[] part = new byte[5 * 1024 * 1024];
        new Random(8).nextBytes(part);
        String upload =
                client.createMultipartUpload(it -> it.bucket(BUCKET).key("film")).uploadId();
        List<CompletedPart> parts =
                Stream.of(1, 2).map(number -> uploaded(upload, number, part)).toList();
        client.completeMultipartUpload(
                it ->
                        it.bucket(BUCKET)
                                .key("film")
                                .uploadId(upload)
                                .multipartUpload(all -> all.parts(parts)));

        byte[] whole = client.getObjectAsBytes(it -> it.bucket(BUCKET).key("film")).asByteArray();
        assertThat(whole).hasSize(2 * part.length).startsWith(part).endsWith(part);
    }

    private CompletedPart uploaded(String upload, int number, byte[] part) {
        String tag =
                client.uploadPart(
                                it ->
                                        it.bucket(BUCKET)
                                                .key("film")
                                                .uploadId(upload)
                                                .partNumber(number),
                                RequestBody.fromBytes(part))
                        .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    @Test
    void aKeyIsClaimedByOneWriterOnly() {
        put(client, "once", "first");

        assertThatThrownBy(
                        () ->
                                client.putObject(
                                        it -> it.bucket(BUCKET).key("once").ifNoneMatch("*"),
                                        RequestBody.fromString("second")))
                .isInstanceOfSatisfying(
                        S3Exception.class, it -> assertThat(it.statusCode()).isEqualTo(412));
    }

    private static String put(S3Client client, String key, String content) {
        return client.putObject(it -> it.bucket(BUCKET).key(key), RequestBody.fromString(content))
                .versionId();
    }

    private static String text(S3Client client, String key) {
        return client.getObjectAsBytes(it -> it.bucket(BUCKET).key(key)).asUtf8String();
    }

    private List<Path> filesWith(String words) throws IOException {
        try (Stream<Path> files = Files.walk(pair.data(0))) {
            return files.filter(Files::isRegularFile).filter(it -> has(it, words)).toList();
        }
    }

    private static boolean has(Path file, String words) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains(words);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
