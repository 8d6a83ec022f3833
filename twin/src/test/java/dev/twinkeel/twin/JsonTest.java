package dev.twinkeel.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Reply;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final Member MEMBER = new Member("db-mumbai-a", "mumbai", "mumbai-a");

    @Test
    void aJournalEntryComesBackAsItWasWritten() {
        Effect promote = new Effect.Promote(2, MEMBER, Set.of(MEMBER));
        Entry entry =
                new Entry(
                        7,
                        "mumbai",
                        "db",
                        new Event.Replied(
                                Instant.parse("2026-01-01T00:00:00.123456Z"),
                                new Effect.Ask(2, MEMBER),
                                new Reply.Done<>(new Outcome.At(new Position(1, 99)))),
                        "Electing",
                        2,
                        List.of(promote),
                        Optional.of("asked"));
        assertThat(Json.read(Json.write(entry), Entry.class)).isEqualTo(entry);
    }

    @Test
    void aPathIsWrittenAsAPersonWouldTypeIt() {
        Path path = Path.of("/a folder/secrets/orders-db");
        assertThat(Json.write(path)).isEqualTo("\"/a folder/secrets/orders-db\"");
        assertThat(Json.read(Json.write(path), Path.class)).isEqualTo(path);
    }
}
