package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir Path folder;

    private static String entry(int number, Instant at) {
        return "{\"number\":%d,\"event\":{\"is\":\"Tick\",\"at\":\"%s\"}}".formatted(number, at);
    }

    private List<Integer> since(Instant since) {
        return Journals.read(folder, since).stream().map(it -> it.path("number").asInt()).toList();
    }

    @Test
    void aReaderGetsTheNewsInTheOrderOfTheFile() throws IOException {
        Files.write(
                folder.resolve("orders-db-1.jsonl"),
                List.of(
                        "{\"base\":null}",
                        entry(1, NOON),
                        entry(2, NOON.plusSeconds(30)),
                        entry(3, NOON.plusSeconds(31))));

        assertThat(since(Instant.EPOCH)).containsExactly(1, 2, 3);
        assertThat(since(NOON.plusSeconds(30))).containsExactly(2, 3);
    }

    @Test
    void anEventThatWaitedForItsTurnHidesNoNewerOneBeforeIt() throws IOException {
        Files.write(
                folder.resolve("orders-db-1.jsonl"),
                List.of(
                        "{\"base\":null}",
                        entry(1, NOON.plusSeconds(2)),
                        entry(2, NOON.plusSeconds(1)),
                        entry(3, NOON.plusSeconds(3))));

        assertThat(since(NOON.plusSeconds(2))).containsExactly(1, 3);
    }

    @Test
    void aLineThatIsBeingWrittenIsLeftForTheNextLook() throws IOException {
        Files.write(
                folder.resolve("orders-db-1.jsonl"),
                List.of("{\"base\":null}", entry(1, NOON), entry(2, NOON).substring(0, 20)));

        List<JsonNode> found = Journals.read(folder, NOON);

        assertThat(found).hasSize(1);
    }

    @Test
    void whereNoJournalIsThereIsNoNews() {
        assertThat(Journals.read(folder.resolve("nowhere"), NOON)).isEmpty();
    }
}
