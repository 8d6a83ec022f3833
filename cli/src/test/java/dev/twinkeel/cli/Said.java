package dev.twinkeel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/// Runs commands and keeps what they say.
record Said(int exit, String out, String err) {

    static Said by(String... arguments) {
        var heard = new Heard(false);
        int exit = Main.run(heard.terminal(), arguments);
        return new Said(exit, heard.out(), heard.err());
    }

    /// A terminal that remembers.
    static final class Heard {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final boolean live;

        Heard(boolean live) {
            this.live = live;
        }

        Terminal terminal() {
            return new Terminal(
                    new PrintStream(out, true, UTF_8),
                    new PrintStream(err, true, UTF_8),
                    live,
                    false);
        }

        String out() {
            return out.toString(UTF_8);
        }

        String err() {
            return err.toString(UTF_8);
        }
    }
}
