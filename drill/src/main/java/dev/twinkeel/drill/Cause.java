package dev.twinkeel.drill;

/// Why a request did not end well, as its client saw it.
enum Cause {
    NONE("done"),
    NO_ADDRESS("DNS gave no address in time"),
    NOT_CONNECTED("no connection could be made in time"),
    DEADLINE("no answer in time"),
    CLOSED("the connection was closed before the answer"),
    STATUS("an answer that is not done"),
    NOT_HTTP("an answer that is not HTTP");

    private final String words;

    Cause(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
