package dev.twinkeel.twin.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KeyRingTest {
    @Test
    void aSecretAloneIsTheFirstKeyOfAService() {
        assertThat(KeyRing.read("abc\n").keys("orders"))
                .singleElement()
                .satisfies(it -> assertThat(it.secret()).isEqualTo("abc"));
    }

    @Test
    void aNewKeyHasAnotherIdAndTheOneBeforeKeepsItsOwn() {
        KeyRing first = KeyRing.read("one");
        KeyRing second = KeyRing.read(first.next("two").text());

        assertThat(second.keys("orders")).hasSize(2);
        assertThat(second.keys("orders").getFirst().secret()).isEqualTo("two");
        assertThat(second.keys("orders").getLast()).isEqualTo(first.keys("orders").getFirst());
        assertThat(second.keys("orders").getFirst().id())
                .isNotEqualTo(second.keys("orders").getLast().id());

        KeyRing alone = KeyRing.read(second.alone().text());
        assertThat(alone.keys("orders")).containsExactly(second.keys("orders").getFirst());
        assertThat(KeyRing.read(alone.next("three").text()).keys("orders").getLast())
                .isEqualTo(alone.keys("orders").getFirst());
    }
}
