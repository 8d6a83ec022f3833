package dev.twinkeel.aws.schema;

/// The text is not in the language.
final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient At at;
    private final String value;
    private final String remedy;

    Malformed(At at, String value, String fault, String remedy) {
        super(fault);
        this.at = at;
        this.value = value;
        this.remedy = remedy;
    }

    At at() {
        return at;
    }

    String value() {
        return value;
    }

    String fault() {
        return String.valueOf(getMessage());
    }

    String remedy() {
        return remedy;
    }
}
