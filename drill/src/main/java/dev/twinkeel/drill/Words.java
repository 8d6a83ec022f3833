package dev.twinkeel.drill;

import dev.twinkeel.model.Times;
import java.time.Duration;
import java.util.Locale;

/// Figures as people read them.
final class Words {
    private Words() {}

    /// `420 ms`, `4.20 s`, `1 min 05 s`.
    static String millis(long millis) {
        if (Math.abs(millis) < 1_000) {
            return millis + " ms";
        }
        if (Math.abs(millis) < 60_000) {
            return String.format(Locale.ROOT, "%.2f s", millis / 1_000.0);
        }
        long seconds = millis / 1_000 % 60;
        String minutes = millis / 60_000 + " min";
        return seconds == 0 ? minutes : minutes + " %02d s".formatted(seconds);
    }

    /// A time from the user's file, as it is written there.
    static String time(Duration time) {
        return Times.text(time);
    }

    static String count(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    /// `12,345`.
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
