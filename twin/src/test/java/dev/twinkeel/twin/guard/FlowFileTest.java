package dev.twinkeel.twin.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.traffic.Door;
import dev.twinkeel.traffic.FlowLog.Ending;
import dev.twinkeel.traffic.FlowLog.Flow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlowFileTest {
    private static final FlowRecord.Way WAY =
            new FlowRecord.Way("link-mumbai-a-mumbai", "mumbai-a", "mumbai", "queues");

    @TempDir private Path folder;

    @Test
    void aLineHasTheFieldsOfVpcFlowLogsFirst() {
        FlowRecord record = record(Ending.DENIED, Optional.of("not-used"));

        assertThat(record.line("shop"))
                .startsWith("2 shop link-mumbai-a-mumbai 127.0.0.1 127.5.1.2 40000 25840 6 - 3 ")
                .contains(" REJECT OK mumbai-a catalog catalog-1 mumbai queues 4 denied not-used");
        assertThat(record.line("shop").split(" ", -1))
                .hasSameSizeAs(FlowRecord.HEADER.split(" ", -1));
        assertThat(FlowRecord.read(record.line("shop"))).contains(record);
    }

    @Test
    void aHeadingIsNoConnectionNorIsHalfALine() {
        assertThat(FlowRecord.read(FlowRecord.HEADER)).isEmpty();
        assertThat(FlowRecord.read("2 shop link-mumbai-a-mumbai 127.0")).isEmpty();
        assertThat(FlowRecord.read(FlowRecord.lost("shop", 7, Instant.EPOCH, Instant.EPOCH)))
                .isEmpty();
    }

    @Test
    void whatWasToldIsReadWhenTheFileIsClosed() {
        var reader = new FlowReader(folder.resolve("flows"));
        assertThat(more(reader)).isEmpty();
        try (FlowFile file = FlowFile.open(folder.resolve("flows/links.log"), "shop")) {
            file.log(WAY).ended(flow(Ending.CLOSED, Optional.empty()));
            file.log(WAY).ended(flow(Ending.DENIED, Optional.of("not-used")));
        }

        assertThat(more(reader)).extracting(FlowRecord::accepted).containsExactly(true, false);
        assertThat(more(reader)).isEmpty();
    }

    @Test
    void aFullFileTakesThePlaceOfTheOneBeforeAndNoneGrowsOn() throws IOException {
        Path log = folder.resolve("links.log");
        var file = new FlowFile(log, "shop", 4096, 10);
        var reader = new FlowReader(folder);
        List<FlowRecord> one = List.of(record(Ending.CLOSED, Optional.empty()));
        int read = 0;
        for (int i = 0; i < 100; i++) {
            file.write(one);
            read += more(reader).size();
        }

        assertThat(read).isEqualTo(100);
        assertThat(Files.size(log)).isLessThan(5000);
        assertThat(Files.size(FlowFile.before(log))).isLessThan(5000);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void whatCameFasterThanItCouldBeWrittenIsCounted() throws IOException {
        Path log = folder.resolve("links.log");
        var file = new FlowFile(log, "shop", FlowFile.MOST, 10);
        FlowRecord record = record(Ending.CLOSED, Optional.empty());
        IntStream.range(0, 17).forEach(_ -> file.add(record));

        file.write(List.of(record));

        assertThat(Files.readString(log, StandardCharsets.US_ASCII))
                .startsWith(FlowRecord.HEADER)
                .contains("2 shop - - - - - - 7 - ")
                .contains(" SKIPDATA ");
    }

    @Test
    void aFileThatWasPutAsideIsNoticedWhenTheNextIsAsLong() throws IOException {
        Path log = folder.resolve("links.log");
        List<FlowRecord> some = List.of(record(Ending.CLOSED, Optional.empty()));
        var reader = new FlowReader(folder);
        new FlowFile(log, "shop", FlowFile.MOST, 10).write(some);
        assertThat(more(reader)).hasSize(1);

        var full = new FlowFile(log, "shop", 1, 10);
        new FlowFile(log, "shop", FlowFile.MOST, 10).write(some);
        full.write(some);
        new FlowFile(log, "shop", FlowFile.MOST, 10).write(some);

        // One at the end of the file before, and two in this, which has grown to its length.
        assertThat(more(reader)).hasSize(3);
        assertThat(more(reader)).isEmpty();
    }

    private static List<FlowRecord> more(FlowReader reader) {
        List<FlowRecord> records = new ArrayList<>();
        reader.more(records::add);
        return records;
    }

    private static FlowRecord record(Ending ending, Optional<String> refusal) {
        return FlowRecord.of(WAY, flow(ending, refusal), Instant.parse("2026-11-22T20:00:01.005Z"));
    }

    private static Flow flow(Ending ending, Optional<String> refusal) {
        return new Flow(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 40_000),
                new InetSocketAddress(InetAddress.ofLiteral("127.5.1.2"), 25_840),
                Optional.empty(),
                3,
                4,
                Duration.ofMillis(250),
                ending,
                new Door.Verdict("catalog", "catalog-1", refusal));
    }
}
