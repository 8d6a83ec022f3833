package dev.twinkeel.aws.proof;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Validates each module by itself and runs its tests.
final class Modules {
    private static final Pattern PASSED = Pattern.compile("(\\d+) passed, (\\d+) failed");

    private final Terraform terraform;
    private final Table table;

    Modules(Terraform terraform, Table table) {
        this.terraform = terraform;
        this.table = table;
    }

    /// @param only the beginning of their paths
    void run(Copy copy, String only) {
        table.title("modules");
        for (Path folder : folders(copy)) {
            if (Proof.chosen(copy.root().relativize(folder).toString(), only)) {
                module(folder);
            }
        }
    }

    static List<Path> folders(Copy copy) {
        List<Path> folders = new ArrayList<>();
        for (Path file : copy.files("main.tf")) {
            Path folder = file.getParent();
            if (folder != null && copy.root().relativize(folder).startsWith("modules")) {
                folders.add(folder);
            }
        }
        return folders;
    }

    private void module(Path folder) {
        String name = "modules/" + folder.getFileName();
        Duration took = Duration.ZERO;
        String note = "";
        List<String[]> steps = new ArrayList<>();
        steps.add(new String[] {"init", "-backend=false"});
        steps.add(new String[] {"validate"});
        if (Files.isDirectory(folder.resolve("tests"))) {
            steps.add(new String[] {"test"});
        }
        for (String[] step : steps) {
            Terraform.Run run = terraform.run(folder, step);
            took = took.plus(run.took());
            Matcher passed = PASSED.matcher(run.output());
            if (passed.find()) {
                note = passed.group();
            }
            if (!run.good()) {
                table.row(name, step[0], false, took, note);
                table.explain(step[0].equals("test") ? run.output() : run.complaint());
                return;
            }
        }
        table.row(name, steps.size() > 2 ? "test" : "validate", true, took, note);
    }
}
