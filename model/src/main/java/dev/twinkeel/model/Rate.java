package dev.twinkeel.model;

import java.time.Duration;

/// So many in so long, written `200/s` or `2000/5m`.
public record Rate(int count, Duration interval) {
    public Rate {
        if (count < 0 || interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("make a rate: " + count + " in " + interval);
        }
    }

    public static Rate perSecond(int count) {
        return new Rate(count, Duration.ofSeconds(1));
    }

    public double perSecond() {
        return count * 1e9 / interval.toNanos();
    }

    @Override
    public String toString() {
        String text = Times.text(interval);
        return count + "/" + (text.matches("1[a-z]+") ? text.substring(1) : text);
    }
}
