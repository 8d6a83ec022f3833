package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.twin.host.RotatedCertificates;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RotateTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final Said.Heard heard = new Said.Heard(false);
    private final RotateCommand command = new RotateCommand(heard.terminal());

    @Test
    void certificatesThatAreAllNewAreToldWithTheirEnds() {
        command.tell(rotated(List.of()));

        assertThat(heard.out()).contains("mumbai-a: serial 1f, good until 2026-11-22T10:00:00Z");
    }

    @Test
    void aZoneThatKeptItsCertificateIsNamedAndTheGoalIsMissed() {
        assertThatThrownBy(() -> command.tell(rotated(List.of("mumbai-b: no answer"))))
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble -> {
                            assertThat(trouble.exit()).isEqualTo(Exit.MISSED);
                            assertThat(trouble.message()).contains("mumbai-b: no answer");
                        });
        assertThat(heard.out()).contains("mumbai-a: serial 1f");
    }

    private static RotatedCertificates rotated(List<String> silent) {
        var door = new RotatedCertificates.Door("mumbai-a", "1f", NOW);
        return new RotatedCertificates(NOW, Path.of("authority.pem"), List.of(door), silent);
    }
}
