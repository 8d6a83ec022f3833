package dev.twinkeel.aws.proof;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.schema.Schema;
import dev.twinkeel.aws.schema.Validator;
import dev.twinkeel.model.Application;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Proves what is rendered for AWS: formats, validates, plans, applies and plans again every root
/// of every environment with the real Terraform, runs each module's tests, and applies what is left
/// when the primary region is lost. Nothing leaves this machine.
public final class Proof {
    /// The provider, as configurations name it.
    private static final String ADDRESS = "hashicorp/aws";

    private static final int PROVED = 0;
    private static final int FAILED = 1;
    private static final int NO_BINARY = 3;

    private static final int MUTATIONS = 200;

    private final AtomicReference<Account> account =
            new AtomicReference<>(new Account("111122223333"));
    private final Terraform terraform;
    private final Table table;

    private Proof(Terraform terraform, Table table) {
        this.terraform = terraform;
        this.table = table;
    }

    /// Arguments: files of applications; `--faults N` for how many seeded faults are judged by
    /// both.
    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> args) {
        Optional<Path> binary = Terraform.find();
        if (binary.isEmpty()) {
            System.out.println(
                    """
                    terraform-proof: neither terraform nor tofu is found on the PATH, nor does TERRAFORM name one.
                    Nothing was planned or applied. It would have run, in a copy of the rendered files and against
                    a stand-in on this machine: fmt -check, init, validate, test, plan, apply, plan again.
                    The validator needs neither: it runs with the tests.""");
            return NO_BINARY;
        }
        var table = new Table(System.out);
        AtomicReference<Proof> proof = new AtomicReference<>();
        var standIn = new StandIn(Schema.aws(), () -> proof.get().account.get());
        try (var plugin = new Plugin(standIn)) {
            var terraform =
                    new Terraform(
                            binary.get(),
                            plugin.reattach(ADDRESS),
                            folder -> standIn.serve(Reach.texts(folder)));
            proof.set(new Proof(terraform, table));
            int faults = MUTATIONS;
            String only = "";
            for (int i = 0; i < args.size(); i++) {
                if (args.get(i).equals("--faults")) {
                    faults = Integer.parseInt(args.get(++i));
                } else if (args.get(i).equals("--only")) {
                    only = args.get(++i);
                } else {
                    proof.get().application(Path.of(args.get(i)), faults, only);
                }
            }
        }
        List<String> failures = table.failures();
        table.title(failures.isEmpty() ? "PROVED" : "NOT PROVED: " + String.join(", ", failures));
        return failures.isEmpty() ? PROVED : FAILED;
    }

    private void application(Path file, int faults, String only) {
        Application application = Applications.read(file);
        Map<String, String> files = OnAws.render(application).files();
        table.title(file + ": " + files.size() + " files");
        long begun = System.nanoTime();
        var problems = Validator.check(files);
        table.row(
                "every folder",
                "check",
                problems.isEmpty(),
                Duration.ofNanos(System.nanoTime() - begun),
                "Twinkeel's validator: " + problems.size() + " problems");
        problems.forEach(it -> table.explain(it.toString()));
        try (var copy = new Copy(files)) {
            format(copy);
            copy.localise();
            new Modules(terraform, table).run(copy, only);
            List<String> order = order(files).stream().filter(it -> chosen(it, only)).toList();
            new Environments(terraform, table, account).run(copy, order, application);
            if (faults > 0) {
                new Verdicts(terraform, table, files).run(faults);
            }
        }
    }

    private void format(Copy copy) {
        Terraform.Run run = terraform.run(copy.root(), "fmt", "-check", "-recursive", "-diff");
        table.row("every folder", "fmt -check", run.good(), run.took(), "");
        if (!run.good()) {
            table.explain(run.output());
        }
    }

    /// Whether a folder begins with one of the prefixes, which commas part.
    static boolean chosen(String folder, String only) {
        return List.of(only.split(",", -1)).stream().anyMatch(folder::startsWith);
    }

    /// The order that the rendered page tells people to apply the roots in.
    static List<String> order(Map<String, String> files) {
        List<String> order = new ArrayList<>();
        boolean listed = false;
        for (String line : files.getOrDefault("terraform/README.md", "").split("\n", -1)) {
            if (line.startsWith("```")) {
                listed = line.equals("```sh") && order.isEmpty();
            } else if (listed && files.containsKey("terraform/" + line.strip() + "/main.tf")) {
                order.add(line.strip());
            }
        }
        return order;
    }
}
