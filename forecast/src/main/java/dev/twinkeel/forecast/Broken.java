package dev.twinkeel.forecast;

/// A promise was broken in a run. The message says which, with what.
final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken(String what) {
        super(what, null, false, false);
    }
}
