package dev.twinkeel.aws.readiness;

import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Exemption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a reviewer would find in a rendering: every rule, and the exceptions that the file makes.
public final class Readiness {
    /// Every rule, in the order in which findings are told.
    static final List<Rule> RULES =
            Stream.of(
                            TrafficRules.all(),
                            DataRules.all(),
                            StoreRules.all(),
                            RecoveryRules.all(),
                            ClusterRules.all(),
                            SecurityRules.all())
                    .flatMap(List::stream)
                    .toList();

    private Readiness() {}

    /// What was found.
    ///
    /// @param findings that nobody accepted: with any, the rendering is not ready
    /// @param accepted findings that the file accepts, with its reason and owner
    /// @param unused exceptions whose rule does not fire, or does not exist
    /// @param rules how many were asked
    public record Report(
            List<Finding> findings, List<Accepted> accepted, List<String> unused, int rules) {
        public Report {
            findings = List.copyOf(findings);
            accepted = List.copyOf(accepted);
            unused = List.copyOf(unused);
        }

        public boolean ready() {
            return findings.isEmpty();
        }
    }

    /// A finding and who answers for it.
    public record Accepted(Finding finding, String reason, String owner) {}

    public static Report check(Application application, Rendering rendering) {
        var facts = new Facts(application, rendering);
        Map<String, Exemption> exceptions = new HashMap<>();
        application.aws().exceptions().forEach(it -> exceptions.put(it.rule(), it));
        List<Finding> findings = new ArrayList<>();
        List<Accepted> accepted = new ArrayList<>();
        for (Rule rule : RULES) {
            Exemption exception = exceptions.get(rule.id());
            for (String place : rule.check().apply(facts)) {
                Finding finding = finding(rule, place);
                if (exception == null) {
                    findings.add(finding);
                } else {
                    accepted.add(new Accepted(finding, exception.reason(), exception.owner()));
                }
            }
        }
        List<String> used = accepted.stream().map(it -> it.finding().rule()).toList();
        List<String> unused =
                exceptions.keySet().stream().filter(it -> !used.contains(it)).sorted().toList();
        return new Report(findings, accepted, unused, RULES.size());
    }

    private static Finding finding(Rule rule, String place) {
        return new Finding(
                rule.id(),
                rule.severity().name().toLowerCase(Locale.ROOT),
                place,
                rule.reason(),
                rule.remedy());
    }

    /// Every rule with its controls, as a page of Markdown: evidence for an auditor.
    public static String page() {
        String rows =
                RULES.stream()
                        .map(
                                it ->
                                        "| `%s` | %s | %s | %s | %s |"
                                                .formatted(
                                                        it.id(),
                                                        it.severity()
                                                                .name()
                                                                .toLowerCase(Locale.ROOT),
                                                        it.reason(),
                                                        it.remedy(),
                                                        String.join(", ", it.controls())))
                        .collect(Collectors.joining("\n"));
        return """
        # Readiness rules

        What `twinkeel check --aws` asks of these files. A rule that fires is corrected, or accepted in
        `twinkeel.yaml` under `aws.exceptions` with a reason and an owner. Controls are of PCI DSS 4.0.1,
        SOC 2 (trust services criteria), CIS AWS Foundations and CIS EKS: a rule is evidence for a part of
        the control, never all of it.

        | rule | severity | why | what to do | controls |
        |---|---|---|---|---|
        """
                + rows
                + "\n";
    }
}
