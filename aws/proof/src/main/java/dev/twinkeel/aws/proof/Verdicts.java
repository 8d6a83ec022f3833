package dev.twinkeel.aws.proof;

import dev.twinkeel.aws.schema.Fault;
import dev.twinkeel.aws.schema.Faults;
import dev.twinkeel.aws.schema.Validator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Breaks the rendered files in one place at a time and asks both: Terraform, and Twinkeel's
/// validator. Where Terraform can judge, they must say the same.
final class Verdicts {
    private final Terraform terraform;
    private final Table table;
    private final Map<String, String> files;

    Verdicts(Terraform terraform, Table table, Map<String, String> files) {
        this.terraform = terraform;
        this.table = table;
        this.files = files;
    }

    void run(int count) {
        long begun = System.nanoTime();
        var faults = new Faults(files);
        List<String> different = new ArrayList<>();
        int judged = 0;
        int beyond = 0;
        Set<Path> ready = new HashSet<>();
        try (var copy = new Copy(files)) {
            for (long seed = 1; seed <= count; seed++) {
                Fault fault = faults.of(seed);
                boolean ours = !Validator.check(fault.files()).isEmpty();
                boolean theirs = broken(copy, fault, ready);
                if (fault.judged() || theirs) {
                    judged++;
                } else if (ours) {
                    beyond++;
                }
                if (!ours || (fault.judged() && !theirs)) {
                    different.add(
                            "seed %d: %s: twinkeel %s, terraform %s"
                                    .formatted(seed, fault, word(ours), word(theirs)));
                }
            }
        }
        table.title("verdicts on %d seeded single faults".formatted(count));
        table.row(
                "twinkeel and terraform",
                "validate",
                different.isEmpty(),
                Duration.ofNanos(System.nanoTime() - begun),
                "%d judged by both, the same verdict on %d; %d found by twinkeel alone"
                        .formatted(judged, judged - different.size(), beyond));
        different.forEach(table::explain);
    }

    private static String word(boolean broken) {
        return broken ? "finds it" : "finds nothing";
    }

    private boolean broken(Copy copy, Fault fault, Set<Path> ready) {
        Path file = copy.root().resolveSibling(fault.file());
        Path folder = Objects.requireNonNull(file.getParent());
        if (ready.add(folder)) {
            terraform.run(folder, "init", "-backend=false");
        }
        Copy.write(file, fault.files().getOrDefault(fault.file(), ""));
        boolean good = terraform.run(folder, "validate").good();
        Copy.write(file, files.getOrDefault(fault.file(), ""));
        return !good;
    }
}
