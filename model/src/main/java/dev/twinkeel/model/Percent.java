package dev.twinkeel.model;

/// A whole number of hundredths, written `34%`.
public record Percent(int value) {
    public Percent {
        if (value < 0 || value > 100) {
            throw new IllegalArgumentException("make a percent: " + value + " is not 0 to 100");
        }
    }

    @Override
    public String toString() {
        return value + "%";
    }
}
