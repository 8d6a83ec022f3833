package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/// A rehearsal that fails costs speed alone, so nobody would notice.
class HostRehearsalTest {
    @Test
    void itGetsToItsEnd() {
        assertThatCode(HostRehearsal::run).doesNotThrowAnyException();
    }
}
