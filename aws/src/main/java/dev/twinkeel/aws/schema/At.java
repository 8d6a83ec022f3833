package dev.twinkeel.aws.schema;

/// A place in a file, from 1.
record At(int line, int column) {}
