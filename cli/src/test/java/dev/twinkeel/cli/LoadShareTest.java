package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadShareTest {
    @Test
    void aLoadIsHalvedTwiceAndNoFurther() {
        LoadShare share = LoadShare.asMuchAsIsServed();
        assertThat(share.now()).isEqualTo(1);
        assertThat(share.lowers()).isTrue();
        assertThat(share.lower()).isTrue();
        assertThat(share.lower()).isTrue();
        assertThat(share.now()).isEqualTo(0.25);
        assertThat(share.lowers()).isFalse();
        assertThat(share.lower()).isFalse();
        assertThat(share.now()).isEqualTo(0.25);
    }

    @Test
    void aWholeLoadStaysWhole() {
        LoadShare share = LoadShare.whole();
        assertThat(share.lower()).isFalse();
        assertThat(share.now()).isEqualTo(1);
    }
}
