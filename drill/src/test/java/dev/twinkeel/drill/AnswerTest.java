package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
    private static Answer read(String text, int pieces) throws Answer.BadAnswerException {
        Answer answer = new Answer();
        answer.reset();
        byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        boolean whole = false;
        for (int at = 0; at < bytes.length; at += pieces) {
            assertThat(whole).as("whole before byte %d", at).isFalse();
            whole = answer.take(ByteBuffer.wrap(bytes, at, Math.min(pieces, bytes.length - at)));
        }
        assertThat(whole || answer.closed()).isTrue();
        return answer;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void bodiesOfEveryKindAreReadToTheirEnd(int pieces) throws Exception {
        assertThat(read("HTTP/1.1 201 Created\ncontent-length: 5\n\nhello", pieces).status())
                .isEqualTo(201);
        assertThat(read("HTTP/1.1 204 No Content\n\n", pieces).keepAlive()).isTrue();
        assertThat(
                        read(
                                        "HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\ncontent-length: 0\n\n",
                                        pieces)
                                .status())
                .isEqualTo(200);
        assertThat(
                        read(
                                        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5;x=y\nhello\n1\n!\n0\nt: v\n\n",
                                        pieces)
                                .keepAlive())
                .isTrue();
        assertThat(
                        read("HTTP/1.1 503 No\nConnection: close\ncontent-length: 2\n\nno", pieces)
                                .keepAlive())
                .isFalse();
        assertThat(read("HTTP/1.0 200 OK\n\nuntil the end", pieces).keepAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-x\n",
                "HTTP/1.1 2000 OK\n",
                "HTTP/1.1 200 OK\nno colon\n",
                "HTTP/1.1 200 OK\ncontent-length: -1\n",
                "HTTP/1.1 200 OK\ncontent-length: 5x\n",
                "HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\nzz\n"
            })
    void whatIsNotHttpIsRefused(String text) {
        assertThatThrownBy(() -> read(text, 1000)).isInstanceOf(Answer.BadAnswerException.class);
    }

    @Test
    void headersWithoutEndAreRefused() {
        String endless = "HTTP/1.1 200 OK\n" + "a: b\n".repeat(10_000);
        assertThatThrownBy(() -> read(endless, 1000)).isInstanceOf(Answer.BadAnswerException.class);
    }
}
