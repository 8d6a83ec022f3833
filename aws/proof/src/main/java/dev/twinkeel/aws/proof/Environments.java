package dev.twinkeel.aws.proof;

import dev.twinkeel.aws.proof.Account.Thing;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Applies every root in the order that the rendered page gives, an account for each environment;
/// then takes the primary region away and applies what is left.
final class Environments {
    /// Things whose loss somebody notices, and that stand by themselves.
    private static final List<String> EXPENDABLE =
            List.of(
                    "aws_cloudwatch_metric_alarm",
                    "aws_cloudwatch_dashboard",
                    "aws_iam_role_policy",
                    "aws_vpc_security_group_egress_rule",
                    "aws_sqs_queue_policy",
                    "aws_s3_bucket_policy",
                    "aws_iam_role_policy_attachment",
                    "aws_route53_record",
                    "aws_guardduty_detector_feature");

    private final Terraform terraform;
    private final Table table;
    private final AtomicReference<Account> current;
    private final Map<String, Account> accounts = new LinkedHashMap<>();

    /// What each root made, by key.
    private final Map<String, Set<String>> made = new LinkedHashMap<>();

    Environments(Terraform terraform, Table table, AtomicReference<Account> current) {
        this.terraform = terraform;
        this.table = table;
        this.current = current;
    }

    void run(Copy copy, List<String> order, Application application) {
        table.title("roots, in the order of terraform/README.md");
        for (String root : order) {
            Account account = account(root, application);
            current.set(account);
            Set<String> before = keys(account);
            boolean good = root(copy, root);
            Set<String> after = keys(account);
            after.removeAll(before);
            made.put(root, after);
            replicate(copy, account);
            if (!good) {
                table.explain("the roots after it may miss what it makes");
            }
        }
        for (Environment environment : application.aws().environments()) {
            lose(copy, order, environment);
        }
        Set<String> assumed = new HashSet<>();
        accounts.values().forEach(it -> assumed.addAll(it.assumed()));
        if (!assumed.isEmpty()) {
            table.title("must be there before, made by nobody here");
            assumed.stream().sorted().forEach(it -> table.say("  " + it));
        }
    }

    private static Set<String> keys(Account account) {
        Set<String> keys = new HashSet<>();
        account.all().forEach(it -> keys.add(it.key()));
        return keys;
    }

    private Account account(String root, Application application) {
        String name =
                application.aws().environments().stream()
                        .map(Environment::name)
                        .filter(
                                it ->
                                        root.startsWith("live/" + it + "/")
                                                || root.equals("bootstrap/" + it))
                        .findFirst()
                        .orElse("shared");
        String given =
                application.aws().environments().stream()
                        .filter(it -> it.name().equals(name))
                        .flatMap(it -> it.account().stream())
                        .findFirst()
                        .orElse(
                                String.format(
                                        Locale.ROOT, "%012d", 111122223333L + accounts.size()));
        return accounts.computeIfAbsent(name, _ -> new Account(given));
    }

    /// Init, validate, plan, apply, and a plan that finds nothing to do.
    private boolean root(Copy copy, String root) {
        Path folder = copy.root().resolve(root);
        Duration took = Duration.ZERO;
        String note = "";
        String[][] steps = {
            {"init"},
            {"validate"},
            {"plan", "-out=proof.plan"},
            {"apply", "proof.plan"},
            {"plan", "-detailed-exitcode"}
        };
        for (String[] step : steps) {
            Terraform.Run run = terraform.run(folder, step);
            took = took.plus(run.took());
            if (step[0].equals("apply")) {
                note = summary(run.output());
            }
            if (!run.good()) {
                String name =
                        step.length > 1 && step[1].equals("-detailed-exitcode")
                                ? "plan again"
                                : step[0];
                table.row(root, name, false, took, note);
                table.explain(run.code() == 2 ? run.output() : run.complaint());
                return false;
            }
        }
        table.row(root, "plan again", true, took, note + ", then no changes");
        return true;
    }

    private static String summary(String output) {
        return output.lines()
                .filter(it -> it.startsWith("Apply complete!"))
                .findFirst()
                .map(it -> it.replace("Apply complete! Resources: ", "").replace(".", ""))
                .orElse("");
    }

    /// What a bucket's rules copy to the other region.
    private static void replicate(Copy copy, Account account) {
        for (Thing it : account.all()) {
            if (it.type().equals("aws_s3_bucket_replication_configuration")
                    && it.values().get("rule") instanceof List<?> rules) {
                rules.forEach(rule -> replicate(copy, it.text("bucket"), Values.object(rule)));
            }
        }
    }

    private static void replicate(Copy copy, String bucket, Map<String, ?> rule) {
        String arn = Values.text(first(rule.get("destination")), "bucket");
        String prefix = Values.text(first(rule.get("filter")), "prefix");
        if (!arn.isEmpty()) {
            copy.replicate(bucket, arn.replace("arn:aws:s3:::", ""), prefix);
        }
    }

    private static Map<String, ?> first(@Nullable Object blocks) {
        return blocks instanceof List<?> all && !all.isEmpty()
                ? Values.object(all.getFirst())
                : Map.of();
    }

    private void lose(Copy copy, List<String> order, Environment environment) {
        String live = "live/" + environment.name() + "/";
        List<String> regions = new ArrayList<>();
        for (String root : order) {
            if (root.startsWith(live) && !root.startsWith(live + "global/")) {
                String region = root.substring(live.length(), root.lastIndexOf('/'));
                if (!regions.contains(region)) {
                    regions.add(region);
                }
            }
        }
        Account account = accounts.get(environment.name());
        if (regions.size() < 2 || account == null) {
            return;
        }
        String primary = regions.getFirst();
        current.set(account);
        table.title(environment.name() + " with " + primary + " unreachable");
        account.lose(primary);
        account.all().stream()
                .filter(it -> it.type().equals("aws_s3_bucket") && it.region().equals(primary))
                .forEach(it -> copy.lose(it.text("bucket")));
        for (String root : order) {
            if (root.startsWith(live + regions.get(1) + "/")) {
                repair(copy, account, root);
            }
        }
        account.restore(primary);
    }

    /// Something of the root is gone; it is brought back, and then nothing is left to do.
    private void repair(Copy copy, Account account, String root) {
        String gone =
                account.all().stream()
                        .filter(it -> made.getOrDefault(root, Set.of()).contains(it.key()))
                        .filter(it -> EXPENDABLE.contains(it.type()))
                        .findFirst()
                        .map(
                                it -> {
                                    account.remove(it.key());
                                    return it.type();
                                })
                        .orElse("nothing");
        Path folder = copy.root().resolve(root);
        Duration took = Duration.ZERO;
        for (String[] step :
                new String[][] {{"apply", "-auto-approve"}, {"plan", "-detailed-exitcode"}}) {
            Terraform.Run run = terraform.run(folder, step);
            took = took.plus(run.took());
            if (!run.good()) {
                table.row(root, step[0], false, took, gone + " was gone");
                table.explain(run.code() == 2 ? run.output() : run.complaint());
                return;
            }
        }
        table.row(root, "apply", true, took, gone + " was gone and is back");
    }
}
