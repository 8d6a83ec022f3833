package dev.twinkeel.cli;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.aws.readiness.CostPage;
import dev.twinkeel.aws.readiness.Finding;
import dev.twinkeel.aws.readiness.Readiness;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Plan;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = "Reads the application's file; tells what will run, and every problem.")
final class CheckCommand implements Callable<Integer> {
    @Mixin private final ApplicationOption which = new ApplicationOption();

    @Option(
            names = "--aws",
            description =
                    "Also renders it for AWS and asks what a reviewer would: exits with 1 when a"
                            + " finding is neither corrected nor accepted in the file.")
    private boolean aws;

    private final Terminal terminal;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ApplicationOption.Read read = which.read(terminal);
        terminal.out().print(Plan.text(read.application(), read.parsed().warnings()));
        if (!aws) {
            return Exit.DONE;
        }
        RenderCommand.placed(read, terminal);
        return readiness(read.application());
    }

    private int readiness(Application application) {
        Rendering rendering = OnAws.render(application);
        Readiness.Report report = Readiness.check(application, rendering);
        PrintStream out = terminal.out();
        out.println("\non AWS");
        report.findings().forEach(it -> tell(out, it));
        for (Readiness.Accepted it : report.accepted()) {
            out.println("  accepted by %s: %s".formatted(it.owner(), it.finding().rule()));
            out.println("    at      " + it.finding().place());
            out.println("    reason  " + it.reason());
        }
        report.unused().forEach(it -> out.println("  exception without a finding: " + it));
        out.println(
                "  %d rules, %d finding%s, %d accepted"
                        .formatted(
                                report.rules(),
                                report.findings().size(),
                                report.findings().size() == 1 ? "" : "s",
                                report.accepted().size()));
        out.println("\ncost on AWS, an estimate by list prices");
        CostPage.lines(application, rendering).forEach(it -> out.println("  " + it));
        return report.ready() ? Exit.DONE : Exit.MISSED;
    }

    private void tell(PrintStream out, Finding finding) {
        String severity = "%-6s".formatted(finding.severity());
        out.println("  " + terminal.bad(severity) + " " + finding.rule());
        out.println("    at      " + finding.place());
        out.println("    why     " + finding.reason());
        out.println("    remedy  " + finding.remedy());
    }
}
