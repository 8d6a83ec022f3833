package dev.twinkeel.twin.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.recovery.Command;
import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.recovery.State;
import dev.twinkeel.recovery.Versioned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
    private static final Instant AT = Instant.parse("2026-11-22T05:00:00.123456789Z");
    private static final Member A = new Member("orders-db-mumbai-a", "mumbai", "mumbai-a");
    private static final Member B = new Member("orders-db-mumbai-b", "mumbai", "mumbai-b");

    @TempDir Path folder;

    private static Entry entry(long number, Event event, Effect... effects) {
        return new Entry(
                number,
                "mumbai",
                "orders-db",
                event,
                "Holding",
                3,
                List.of(effects),
                Optional.of("said \"so\"\nin two lines"));
    }

    private static Entry tick(long number) {
        return entry(number, new Event.Tick(AT.plusMillis(number)));
    }

    private static Lease moving(Lease lease) {
        return new Lease(
                lease.database(),
                lease.epoch(),
                lease.region(),
                lease.holder(),
                lease.synchronous(),
                lease.renewal(),
                lease.position(),
                lease.degraded(),
                Optional.of("singapore"),
                List.of(new Lease.Trail(new Position(3, 40), Duration.ofMillis(1_900))));
    }

    /// One entry of every kind of event, effect, reply, outcome, sight and command.
    private static List<Entry> everyKind() {
        Lease lease = LeasesContract.lease("orders-db", 3, 4);
        Versioned versioned = new Versioned(lease, 17);
        List<Effect> effects =
                List.of(
                        new Effect.Swap(3, versioned, lease),
                        new Effect.Create(1, lease),
                        new Effect.Fence(3, A),
                        new Effect.Ask(3, B),
                        new Effect.Promote(3, B, Set.of(A)),
                        new Effect.Synchronise(3, A, Set.of(B)),
                        new Effect.Follow(3, B, A),
                        new Effect.Rebuild(3, B, A),
                        new Effect.Start(3, B, true),
                        new Effect.Drain(3, A),
                        new Effect.ScaleUp(3, "singapore"),
                        new Effect.ScaleDown(3, "mumbai"),
                        new Effect.Reroute(3, "singapore"),
                        new Effect.Verify(3, "singapore"));
        List<Reply<Outcome>> replies =
                List.of(
                        new Reply.Done<>(new Outcome.Plain()),
                        new Reply.Done<>(new Outcome.At(new Position(2, 1L << 40))),
                        new Reply.Done<>(new Outcome.Swapped(AT, versioned)),
                        new Reply.Refused<>("no"),
                        new Reply.Unknown<>("no answer"));
        List<Event> events = new ArrayList<>();
        events.add(new Event.Started(AT));
        events.add(new Event.LeaseSeen(AT, AT, versioned));
        events.add(new Event.LeaseSeen(AT, AT, new Versioned(moving(lease), 18)));
        events.add(new Event.LeaseUnseen(AT, "no record"));
        events.add(
                new Event.MemberSeen(
                        AT,
                        A,
                        new Sight.Serving(
                                true,
                                Optional.of("orders-db-mumbai-b"),
                                new Position(1, 99),
                                Set.of("x"),
                                Set.of("y", "z"))));
        events.add(new Event.MemberSeen(AT, A, new Sight.Gone("refused")));
        events.add(new Event.MemberSeen(AT, A, new Sight.Silent("three probes")));
        events.add(new Event.RegionSeen(AT, "witness", "mumbai", false));
        events.add(new Event.VantageLost(AT, "witness"));
        for (Effect effect : effects) {
            events.add(new Event.Replied(AT, effect, replies.get(events.size() % 5)));
        }
        for (Reply<Outcome> reply : replies) {
            events.add(new Event.Replied(AT, effects.get(0), reply));
        }
        Stream.of(
                        new Command.Failover("singapore", true),
                        new Command.Failback("mumbai"),
                        new Command.Switchover(B),
                        new Command.Pause(),
                        new Command.Resume(),
                        new Command.Approve())
                .forEach(command -> events.add(new Event.Commanded(AT, "ada", command)));
        List<Entry> entries = new ArrayList<>();
        for (Event event : events) {
            entries.add(entry(entries.size() + 1, event, effects.toArray(Effect[]::new)));
        }
        return entries;
    }

    @Test
    void everyKindOfEntryIsReadAsItWasWritten() {
        try (FileJournal journal = FileJournal.open(folder, "orders-db")) {
            everyKind().forEach(journal::append);
        }
        try (FileJournal journal = FileJournal.open(folder, "orders-db")) {
            assertThat(journal.entries()).isEqualTo(everyKind());
            assertThat(journal.last()).isEqualTo(everyKind().size());
        }
    }

    @Test
    void aLastLineCutShortIsDroppedAndWritingGoesOnBeforeIt() throws IOException {
        for (int cut = 1; cut < 60; cut += 7) {
            Path here = folder.resolve("cut-" + cut);
            try (FileJournal journal = FileJournal.open(here, "orders-db")) {
                journal.append(tick(1));
                journal.append(tick(2));
            }
            Path file = onlyFile(here);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - cut));

            try (FileJournal journal = FileJournal.open(here, "orders-db")) {
                assertThat(journal.entries()).containsExactly(tick(1));
                journal.append(tick(2));
            }
            try (FileJournal journal = FileJournal.open(here, "orders-db")) {
                assertThat(journal.entries()).containsExactly(tick(1), tick(2));
            }
        }
    }

    @Test
    void whatFollowsADamagedLineIsDropped() throws IOException {
        try (FileJournal journal = FileJournal.open(folder, "orders-db")) {
            journal.append(tick(1));
        }
        Files.writeString(onlyFile(folder), "{\"number\":\n{}\n", StandardOpenOption.APPEND);
        try (FileJournal journal = FileJournal.open(folder, "orders-db")) {
            assertThat(journal.entries()).containsExactly(tick(1));
        }
    }

    @Test
    void aNewFileBeginsWithTheStateAndTheNumbersGoOn() throws IOException {
        State state = State.initial(Policies.orders("mumbai"));
        try (FileJournal journal = FileJournal.open(folder, "orders-db", 500)) {
            long number = 0;
            for (int file = 0; file < 5; file++) {
                while (!journal.large()) {
                    journal.append(tick(++number));
                }
                journal.restart(state);
            }
            journal.append(tick(++number));
        }
        try (FileJournal journal = FileJournal.open(folder, "orders-db", 500)) {
            assertThat(journal.base()).contains(state);
            assertThat(journal.entries()).hasSize(1);
            assertThat(journal.last()).isEqualTo(journal.entries().getFirst().number());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void aReaderGetsWhatIsNewSinceItAskedLast() {
        try (FileJournal journal = FileJournal.open(folder, "orders-db")) {
            journal.append(tick(1));
            journal.append(tick(2));
            assertThat(journal.after(1)).hasSize(1).first().asString().contains("\"number\":2");
            assertThat(journal.after(2)).isEmpty();
        }
    }

    @Test
    void aDiskThatTakesNothingIsSaidWithTheFolder() throws IOException {
        FileJournal journal = FileJournal.open(folder, "orders-db");
        journal.close();

        assertThatThrownBy(() -> journal.append(tick(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("disk full");
    }

    @Test
    void aRenewalAloneNeedNotBeOnTheDisk() {
        Lease lease = LeasesContract.lease("orders-db", 3, 4);
        Versioned versioned = new Versioned(lease, 17);
        Lease renewed = LeasesContract.lease("orders-db", 3, 5);
        Lease next = LeasesContract.lease("orders-db", 4, 0);

        assertThat(FileJournal.mustLast(tick(1), tick(2))).isFalse();
        assertThat(
                        FileJournal.mustLast(
                                tick(1),
                                entry(
                                        2,
                                        new Event.Tick(AT),
                                        new Effect.Swap(3, versioned, renewed))))
                .isFalse();
        assertThat(
                        FileJournal.mustLast(
                                tick(1),
                                entry(2, new Event.Tick(AT), new Effect.Swap(4, versioned, next))))
                .isTrue();
        assertThat(
                        FileJournal.mustLast(
                                tick(1),
                                entry(
                                        2,
                                        new Event.Tick(AT),
                                        new Effect.Swap(3, versioned, moving(renewed)))))
                .isTrue();
        assertThat(
                        FileJournal.mustLast(
                                tick(1), entry(2, new Event.Tick(AT), new Effect.Fence(3, A))))
                .isTrue();
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }
}
