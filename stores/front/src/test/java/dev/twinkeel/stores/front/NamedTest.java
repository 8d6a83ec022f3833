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
    void findsEveryQueueThatABodyNames() {
        assertThat(named("{\"QueueUrl\": \"a\", \"Key\": {\"id\": {\"StringValue\": \"x\"}}}"))
                .containsExactly("a");
        assertThat(named("{\"Entries\":[{\"QueueUrl\":\"a\"},{\"x\":{\"QueueUrl\":\"b\"}}]}"))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aKeyThatStandsTwiceOrIsWrittenInAnotherWayNamesToo() {
        assertThat(named("{\"QueueUrl\":\"a\",\"QueueUrl\":\"b\"}"))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(named("{\"\\u0051ueueUrl\":\"a\\u0062\"}")).containsExactly("ab");
    }

    @Test
    void aBatchNamesItsTablesByKeysAtItsTopOnly() {
        String inner =
                "{\"PutRequest\":{\"Item\":{\"RequestItems\":{\"M\":{\"x\":{\"S\":\"y\"}}}}}}";
        assertThat(tables("{\"RequestItems\":{\"a\":[" + inner + "],\"b\":{\"Keys\":[]}}}"))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(tables("{\"requestitems\":{\"a\":[]},\"RequestItems\":{\"b\":[]}}"))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(
                        tables(
                                "{\"TransactItems\":[{\"Put\":{\"TableName\":\"a\",\"Item\":{\"TableName\":{\"S\":\"z\"}}}},{\"Delete\":{\"tablename\":\"b\"}}]}"))
                .containsExactlyInAnyOrder("a", "b");
    }

    private static Set<String> tables(String body) {
        return Named.in(
                body.getBytes(StandardCharsets.UTF_8), Set.of("TableName"), Set.of("RequestItems"));
    }

    @Test
    void whatAnAttributeHoldsIsNoName() {
        assertThat(
                        named(
                                "{\"MessageAttributes\":{\"QueueUrl\":{\"S\":\"x\"},\"n\":{\"N\":\"-1.5e3\"}}}"))
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
        return Named.in(body.getBytes(StandardCharsets.UTF_8), Set.of("QueueUrl"), Set.of());
    }
}
