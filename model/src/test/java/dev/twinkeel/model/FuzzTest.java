package dev.twinkeel.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A hundred thousand damaged files: each gives an application or problems, never anything else.
///
/// The seeds are fixed; `-Dfuzz.seed=N` runs the one that a failure names.
class FuzzTest {
    private static final int FILES = 100_000;

    /// A file of some kilobytes takes a fraction of a millisecond; a stop of a loaded machine takes
    /// some seconds.
    private static final Duration FILE_MAX = Duration.ofSeconds(10);

    private final List<String> corpus = Samples.good();

    @Test
    @Timeout(300)
    void aHundredThousandDamagedFilesGiveAnApplicationOrProblems() {
        Long only = Long.getLong("fuzz.seed");
        if (only != null) {
            one(only);
            return;
        }
        long valid = LongStream.range(0, FILES).parallel().filter(this::one).count();
        // Some damage hits a comment or makes another good value; most does not.
        assertThat(valid).isBetween(FILES / 100L, FILES / 2L);
    }

    private boolean one(long seed) {
        String text = new Damage(new Random(seed), corpus).text();
        long start = System.nanoTime();
        try {
            boolean valid = held(ApplicationFile.parse(Samples.FILE, text));
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            if (taken.compareTo(FILE_MAX) > 0) {
                throw new AssertionError("took " + taken);
            }
            return valid;
        } catch (RuntimeException | Error broken) {
            throw new AssertionError(
                    "seed %d (-Dfuzz.seed=%d) of the file:%n%s".formatted(seed, seed, text),
                    broken);
        }
    }

    private static boolean held(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Valid(var application, var warnings) -> {
                assertThat(Plan.text(application, warnings)).isNotBlank();
                assertThat(application.primary()).isNotEqualTo(application.standby());
                application
                        .load()
                        .write()
                        .ifPresent(it -> assertThat(it.filled("k", 7)).isNotNull());
                yield true;
            }
            case Parsed.Invalid(var problems) -> {
                boolean sound =
                        problems.stream()
                                .allMatch(
                                        it ->
                                                it.line() > 0
                                                        && it.column() > 0
                                                        && it.toString().indexOf('\n') < 0);
                assertThat(sound && !problems.isEmpty()).as("%s", problems).isTrue();
                yield false;
            }
        };
    }
}
