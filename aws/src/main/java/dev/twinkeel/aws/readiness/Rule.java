package dev.twinkeel.aws.readiness;

import java.util.List;
import java.util.function.Function;

/// One thing that a reviewer would ask of the rendered files.
///
/// @param id under which the file may accept it, with a reason and an owner
/// @param reason what happens where it is not so
/// @param remedy what to change
/// @param controls of PCI DSS 4.0.1, SOC 2 (trust services criteria) and CIS (AWS Foundations, EKS)
/// @param check the places where it is not so; none is good
record Rule(
        String id,
        Severity severity,
        String reason,
        String remedy,
        List<String> controls,
        Function<Facts, List<String>> check) {
    /// How bad it is to leave it so.
    enum Severity {
        /// A recovery fails, or data is lost or shown.
        HIGH,
        /// A recovery takes longer, or an intruder gets further.
        MEDIUM,
        /// Something is harder to see or to prove.
        LOW
    }

    static Rule high(String id, String reason, String remedy, String controls, Check check) {
        return of(id, Severity.HIGH, reason, remedy, controls, check);
    }

    static Rule medium(String id, String reason, String remedy, String controls, Check check) {
        return of(id, Severity.MEDIUM, reason, remedy, controls, check);
    }

    static Rule low(String id, String reason, String remedy, String controls, Check check) {
        return of(id, Severity.LOW, reason, remedy, controls, check);
    }

    /// A rule's judgement.
    interface Check extends Function<Facts, List<String>> {}

    private static Rule of(
            String id,
            Severity severity,
            String reason,
            String remedy,
            String controls,
            Check check) {
        return new Rule(id, severity, reason, remedy, List.of(controls.split("; ")), check);
    }
}
