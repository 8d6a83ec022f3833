package dev.twinkeel.cli;

/// A text that is written line by line.
final class Lines {
    private final StringBuilder text = new StringBuilder();

    /// Adds a line; spaces at its end are dropped.
    Lines add(String line) {
        text.append(line.stripTrailing()).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
