package dev.twinkeel.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads what a scenario claims of its outcome. What it does not name is what every drill claims:
/// the objectives.
final class ClaimReader {
    private static final List<String> KEYS =
            List.of("outage", "since", "loss", "writers", "until", "old-writer", "says");
    private static final int WORDS_MAX = 200;

    private final Fields fields;

    ClaimReader(Fields fields) {
        this.fields = fields;
    }

    /// @param fault the first step
    /// @param steps how many there are
    List<Claim> claims(Fields.Section top, Fault fault, int steps) {
        Optional<Node> node = top.node("claims");
        if (node.isEmpty()) {
            return standard(fault);
        }
        if (!(node.get() instanceof MappingNode mapping)) {
            top.wrong(
                    "claims", "not keys and values", "expected some of " + String.join(", ", KEYS));
            return List.of();
        }
        Fields.Section section = fields.section(mapping, "claims", KEYS);
        List<Claim> claims = new ArrayList<>();
        outage(section, steps).ifPresent(claims::add);
        loss(section).ifPresent(claims::add);
        int until = section.whole("until", 2, steps).orElse(0);
        section.word("writers", List.of("nowhere", "same-region", "other-region"))
                .map(it -> Claim.Where.valueOf(FaultReader.constant(it)))
                .ifPresentOrElse(
                        it -> claims.add(new Claim.Writers(it, until)),
                        () -> onlyWith(section, "until", "writers"));
        section.word("old-writer", List.of("database", "gates", "region"))
                .map(it -> Claim.Reach.valueOf(FaultReader.constant(it)))
                .ifPresent(it -> claims.add(new Claim.OldWriterSilent(it)));
        says(section).forEach(it -> claims.add(new Claim.Said(it)));
        return claims;
    }

    static List<Claim> standard(Fault fault) {
        List<Claim> claims = new ArrayList<>();
        claims.add(new Claim.Restored(Optional.empty(), 1));
        claims.add(new Claim.Loss(Optional.empty()));
        if (fault.isPartition()) {
            claims.add(new Claim.OldWriterSilent(Claim.Reach.REGION));
        }
        return claims;
    }

    private static void onlyWith(Fields.Section section, String key, String other) {
        if (section.node(key).isPresent() && section.node(other).isEmpty()) {
            section.wrong(key, "without " + other, "expected with `" + other + "`");
        }
    }

    /// `none`, `any`, or a time; without it, the objective.
    private static Optional<Claim> outage(Fields.Section section, int steps) {
        int since = section.whole("since", 1, steps).orElse(1);
        String word = section.node("outage").isEmpty() ? "" : section.text("outage").orElse("");
        return switch (word) {
            case "none" -> Optional.of(new Claim.NoOutage());
            case "any" -> Optional.empty();
            case "" -> Optional.of(new Claim.Restored(Optional.empty(), since));
            default ->
                    Optional.of(
                            new Claim.Restored(
                                    Optional.of(section.time("outage", Duration.ZERO, true)),
                                    since));
        };
    }

    private static Optional<Claim> loss(Fields.Section section) {
        String word = section.node("loss").isEmpty() ? "" : section.text("loss").orElse("");
        return switch (word) {
            case "none" -> Optional.of(new Claim.Loss(Optional.of(Duration.ZERO)));
            case "any" -> Optional.empty();
            case "" -> Optional.of(new Claim.Loss(Optional.empty()));
            default ->
                    Optional.of(
                            new Claim.Loss(Optional.of(section.time("loss", Duration.ZERO, true))));
        };
    }

    private static List<String> says(Fields.Section section) {
        Optional<Node> node = section.node("says");
        if (node.isEmpty()) {
            return List.of();
        }
        List<Node> nodes =
                node.get() instanceof SequenceNode sequence
                        ? sequence.getValue()
                        : List.of(node.get());
        List<String> words = new ArrayList<>();
        for (Node each : nodes) {
            if (each instanceof ScalarNode scalar
                    && !scalar.getValue().isBlank()
                    && scalar.getValue().length() <= WORDS_MAX) {
                words.add(scalar.getValue().strip());
            } else {
                section.wrong("says", "not words", "expected a part of a sentence, or a list");
            }
        }
        return words;
    }
}
