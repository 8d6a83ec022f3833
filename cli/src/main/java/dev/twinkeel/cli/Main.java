package dev.twinkeel.cli;

import dev.twinkeel.twin.host.TwinClient;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line. Every command is one class of this package, made with the terminal it speaks
/// to.
@Command(
        name = "twinkeel",
        description = {
            "Runs an application in two regions on this machine, breaks it, and measures the recovery.",
            ""
        },
        footer = {
            "",
            "  test        Runs the whole test suite (by the launcher).",
            "",
            "Exit codes: 0 done or passed, 1 an objective was missed, 2 correct the command or the"
                    + " file,",
            "3 a drill that proved nothing, 4 something broke.",
            "First steps: ./twinkeel drill region-loss, or ./twinkeel init in a folder of your own."
        })
public final class Main implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    private final Terminal terminal;

    private Main(Terminal terminal) {
        this.terminal = terminal;
    }

    public static void main(String[] args) {
        System.exit(run(Terminal.ofProcess(), args));
    }

    /// Runs one command and returns its exit code; nothing is thrown.
    static int run(Terminal terminal, String... args) {
        if (args.length == 1 && args[0].equals("rehearse")) {
            return rehearse();
        }
        if (args.length > 0 && List.of("--version", "-V").contains(args[0])) {
            return run(terminal, "version");
        }
        return commandLine(terminal).execute(args);
    }

    /// Without a command: what there is.
    @Override
    public void run() {
        spec.commandLine().usage(terminal.out());
    }

    static CommandLine commandLine(Terminal terminal) {
        var line = new CommandLine(new Main(terminal));
        line.setColorScheme(
                Help.defaultColorScheme(terminal.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
        for (Object command : commands(terminal)) {
            line.addSubcommand(command);
        }
        line.getSubcommands().values().forEach(it -> it.getCommandSpec().addOption(help()));
        line.getCommandSpec().addOption(help());
        line.addSubcommand(new CommandLine.HelpCommand());
        line.setOut(writer(terminal.out()));
        line.setErr(writer(terminal.err()));
        line.setExpandAtFiles(false);
        line.setAbbreviatedOptionsAllowed(false);
        line.setUsageHelpAutoWidth(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        var failures = new Failures(terminal);
        line.setParameterExceptionHandler(
                (exception, _) -> failures.usage(exception, suggestions(exception)));
        line.setExecutionExceptionHandler((exception, _, _) -> failures.told(exception));
        return line;
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Tells what the command takes.")
                .build();
    }

    private static List<Object> commands(Terminal terminal) {
        return List.of(
                new DrillCommand(terminal),
                new UpCommand(terminal),
                new StatusCommand(terminal),
                new LogsCommand(terminal),
                new FlowsCommand(terminal),
                new FaultCommand(terminal),
                new FailoverCommand(terminal),
                new FailbackCommand(terminal),
                new SwitchoverCommand(terminal),
                new KeptCommand(terminal),
                new OrderCommand.Pause(terminal),
                new OrderCommand.Resume(terminal),
                new OrderCommand.Approve(terminal),
                new RedriveCommand(terminal),
                new ConflictsCommand(terminal),
                new RestoreCommand(terminal),
                new RotateCommand(terminal),
                new ExplainCommand(terminal),
                new DownCommand(terminal),
                new ForecastCommand(terminal),
                new BenchCommand(terminal),
                new CheckCommand(terminal),
                new InitCommand(terminal),
                new RenderCommand(terminal),
                new VersionCommand(terminal));
    }

    private static List<String> suggestions(ParameterException exception) {
        return exception instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions()
                : List.of();
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /// Runs what most commands share, into nothing, so that the launcher can record what it loads.
    private static int rehearse() {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var silent = new Terminal(nowhere, nowhere, false, false);
        run(silent);
        run(silent, "no-such-command");
        run(silent, "check", "-f", "examples/storefront");
        run(silent, "check", "--aws", "-f", "examples/storefront");
        TwinClient.rehearse();
        return run(silent, "version");
    }
}
