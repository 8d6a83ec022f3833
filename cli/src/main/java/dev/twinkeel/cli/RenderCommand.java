package dev.twinkeel.cli;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.Placement;
import dev.twinkeel.aws.Rendering;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "render",
        description = "Writes the application for AWS: Terraform, Helm, Argo CD, recovery plan.")
final class RenderCommand implements Callable<Integer> {
    /// Where it can be rendered for.
    enum Cloud {
        AWS
    }

    @Mixin private final ApplicationOption which = new ApplicationOption();

    @Parameters(paramLabel = "CLOUD", description = "aws")
    private Cloud cloud = Cloud.AWS;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description =
                    "The folder; made when it is not there. Files of your own in it are kept.")
    private Path folder = Path.of(".");

    @Option(
            names = "--overwrite",
            description =
                    "Also replaces files in the folder that were changed since they were rendered,"
                            + " or that Twinkeel did not write.")
    private boolean overwrite;

    private final Terminal terminal;

    RenderCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (folder.toString().isEmpty()) {
            throw new Trouble(
                    Exit.USAGE,
                    "render into a folder without a name: -o is \"\"",
                    "Name one; -o . is the folder that you are in.");
        }
        ApplicationOption.Read read = which.read(terminal);
        if (cloud == Cloud.AWS) {
            placed(read, terminal);
        }
        Rendering rendering =
                switch (cloud) {
                    case AWS -> OnAws.render(read.application());
                };
        Set<String> left =
                new RenderedFolder(folder, read.application().name())
                        .write(rendering.files(), overwrite);
        terminal.out().println("wrote " + rendering.files().size() + " files to " + folder);
        if (!left.isEmpty()) {
            terminal.out()
                    .println(
                            "no longer rendered, and left there: "
                                    + RenderedFolder.told(left)
                                    + "\n  Destroy what they made, then delete them.");
        }
        return Exit.DONE;
    }

    /// A file for the twin alone need not say where its regions are.
    static void placed(ApplicationOption.Read read, Terminal terminal) {
        List<Placement.Obstacle> obstacles = Placement.obstacles(read.application());
        for (Placement.Obstacle it : obstacles) {
            terminal.err()
                    .println(
                            "%s: %s; %s".formatted(read.where(it.keys()), it.fault(), it.remedy()));
        }
        if (!obstacles.isEmpty()) {
            int count = obstacles.size();
            throw new Trouble(
                    Exit.USAGE,
                    "%s cannot be rendered for AWS: it has %s"
                            .formatted(read.file(), count == 1 ? "a problem" : count + " problems"),
                    "Correct what is listed above; nothing was written.");
        }
    }
}
