package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Steps as a person and as a log see them.
final class ProgressTest {
    private final AtomicLong now = new AtomicLong();

    @Test
    void aLogGetsOneLineAStepWithItsTime() {
        var heard = new Said.Heard(false);
        try (var progress = new Progress(heard.terminal(), now::get)) {
            progress.step("starting PostgreSQL");
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(2_300));
            progress.step("starting pods");
            progress.detail("12 of 12");
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            progress.done();
        }

        assertThat(heard.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches(" +starting PostgreSQL +2\\.3 s +ok"),
                        line -> assertThat(line).matches(" +starting pods +1\\.0 s +ok +12 of 12"));
    }

    @Test
    void aLongStepReportsThatItGoesOn() {
        var heard = new Said.Heard(false);
        try (var progress = new Progress(heard.terminal(), now::get)) {
            progress.step("unpacking");
            now.addAndGet(TimeUnit.SECONDS.toNanos(9));
            progress.tick();
            assertThat(heard.err()).isEmpty();
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            progress.tick();
            assertThat(heard.err()).contains("unpacking").contains("10.0 s").contains("...");
            progress.done();
        }
    }

    @Test
    void aTerminalSeesTheStepChangeInPlace() {
        var heard = new Said.Heard(true);
        try (var progress = new Progress(heard.terminal(), now::get)) {
            progress.step("starting pods");
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            progress.tick();
            progress.done();
        }

        assertThat(heard.err()).contains("\r").contains("1.0 s");
        assertThat(heard.err().chars().filter(it -> it == '\n').count()).isEqualTo(1);
    }

    @Test
    void aStepThatIsLeftOpenHasFailed() {
        var heard = new Said.Heard(false);
        try (var progress = new Progress(heard.terminal(), now::get)) {
            progress.step("starting pods");
        }

        assertThat(heard.err()).contains("starting pods").contains("failed");
    }

    @Test
    void sayingTheSameStepTwiceIsOneStep() {
        var heard = new Said.Heard(false);
        try (var progress = new Progress(heard.terminal(), now::get)) {
            progress.step("recovery");
            progress.step("recovery");
            progress.done();
        }

        assertThat(heard.err().lines()).hasSize(1);
    }
}
