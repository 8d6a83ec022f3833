package dev.twinkeel.aws.terraform;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Names and numbers in the forms that AWS and Terraform want.
final class Words {
    private Words() {}

    /// `orders-db-objects` is `OrdersDbObjects`.
    static String camel(String name) {
        return Arrays.stream(name.split("-"))
                .map(it -> it.substring(0, 1).toUpperCase(Locale.ROOT) + it.substring(1))
                .collect(Collectors.joining());
    }

    /// A name in Terraform: letters, digits and underscores.
    static String snake(String name) {
        return name.replace('-', '_');
    }

    /// A duration as Resilience Hub reads it: `15m0s`.
    static String duration(Duration time) {
        long seconds = Math.max(time.toSeconds(), time.isZero() ? 0 : 1);
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? "%dm%ds".formatted(seconds / 60, seconds % 60)
                : "%dh%dm%ds".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
