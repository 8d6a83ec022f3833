package dev.twinkeel.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Times as the file writes them: a whole number and a unit, `500us`, `30s`, `15m`.
public final class Times {
    static final Map<String, Duration> UNITS =
            Map.of(
                    "us", Duration.ofNanos(1_000),
                    "ms", Duration.ofMillis(1),
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1));

    private static final List<String> LARGEST_FIRST = List.of("d", "h", "m", "s", "ms", "us");

    /// Nine digits of the largest unit still fit a `Duration`.
    static final Pattern PATTERN = Pattern.compile("(0|[1-9][0-9]{0,8})(us|ms|s|m|h|d)");

    private Times() {}

    /// The time that the text says; empty when it says none.
    public static Optional<Duration> parse(String text) {
        var match = PATTERN.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        Duration unit = UNITS.getOrDefault(match.group(2), Duration.ZERO);
        return Optional.of(unit.multipliedBy(Long.parseLong(match.group(1))));
    }

    /// The shortest text that says the time exactly, to the microsecond.
    public static String text(Duration time) {
        if (time.isZero()) {
            return "0s";
        }
        for (String unit : LARGEST_FIRST) {
            Duration one = UNITS.getOrDefault(unit, Duration.ZERO);
            if (time.compareTo(one) >= 0 && one.multipliedBy(time.dividedBy(one)).equals(time)) {
                return time.dividedBy(one) + unit;
            }
        }
        return time.toNanos() / 1_000 + "us";
    }
}
