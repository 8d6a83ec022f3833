package dev.twinkeel.stores.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamedTest {
    @Test
    void findsEveryTableThatABodyNames() {
        assertThat(named("{\"TableName\": \"a\", \"Key\": {\"id\": {\"S\": \"x\"}}}"))
                .containsExactly("a");
        assertThat(named("{\"RequestItems\": {\"a\": {\"Keys\": []}, \"b\": {}}}"))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(
                        named(
                                "{\"TransactItems\":[{\"Put\":{\"TableName\":\"a\"}},"
                                        + "{\"Delete\":{\"TableName\":\"b\"}}]}"))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aKeyThatStandsTwiceOrIsWrittenInAnotherWayNamesToo() {
        assertThat(named("{\"TableName\":\"a\",\"TableName\":\"b\"}"))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(named("{\"\\u0054ableName\":\"a\\u0062\"}")).containsExactly("ab");
    }

    @Test
    void whatARowHoldsIsNoName() {
        assertThat(named("{\"Item\":{\"TableName\":{\"S\":\"x\"},\"n\":{\"N\":\"-1.5e3\"}}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\":}",
                "{\"a\" 1}",
                "[1,]",
                "{} {}",
                "\"\\u00\"",
                "\"\\u00zz\"",
                "\"\\x\"",
                "Action=SendMessage"
            })
    void whatIsNoJsonIsNotRead(String body) {
        assertThatThrownBy(() -> named(body)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsTooDeepIsNotRead() {
        assertThatThrownBy(() -> named("[".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Set<String> named(String body) {
        return Named.in(
                body.getBytes(StandardCharsets.UTF_8), Set.of("TableName"), Set.of("RequestItems"));
    }
}
