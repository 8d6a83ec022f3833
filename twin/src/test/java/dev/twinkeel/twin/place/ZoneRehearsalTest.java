package dev.twinkeel.twin.place;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/// A rehearsal that fails costs speed alone, so nobody would notice.
class ZoneRehearsalTest {
    @Test
    void itGetsToItsEnd() {
        assertThatCode(Rehearsal::zone).doesNotThrowAnyException();
    }
}
