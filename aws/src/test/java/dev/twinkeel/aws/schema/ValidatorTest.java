package dev.twinkeel.aws.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ValidatorTest {
    @Test
    void findsNothingWrongWithAGoodConfiguration() {
        assertThat(Validator.check(Samples.files())).isEmpty();
    }
}
