package dev.twinkeel.aws.readiness;

/// A rule that a rendering breaks.
///
/// @param rule its identifier
/// @param place file, and line where there is one
public record Finding(String rule, String severity, String place, String reason, String remedy) {}
