package dev.twinkeel.cli;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.Placement;
import dev.twinkeel.aws.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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

    private final Terminal terminal;

    RenderCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ApplicationOption.Read read = which.read(terminal);
        if (cloud == Cloud.AWS) {
            placed(read);
        }
        Rendering rendering =
                switch (cloud) {
                    case AWS -> OnAws.render(read.application());
                };
        for (Map.Entry<String, String> file : rendering.files().entrySet()) {
            write(folder.resolve(file.getKey()), file.getValue());
        }
        terminal.out().println("wrote " + rendering.files().size() + " files to " + folder);
        return Exit.DONE;
    }

    /// A file for the twin alone need not say where its regions are.
    static void placed(ApplicationOption.Read read) {
        List<Placement.Obstacle> obstacles = Placement.obstacles(read.application());
        if (!obstacles.isEmpty()) {
            throw new Trouble(
                    Exit.USAGE,
                    "render %s for AWS: %s"
                            .formatted(
                                    read.file(),
                                    obstacles.stream()
                                            .map(Placement.Obstacle::fault)
                                            .collect(Collectors.joining("; "))),
                    obstacles.stream()
                            .map(Placement.Obstacle::remedy)
                            .distinct()
                            .collect(Collectors.joining(" ")));
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new Trouble(
                    Exit.USAGE,
                    "write " + file + ": " + e.getMessage(),
                    "Name a folder that you may write to, on a disk with room.");
        }
    }
}
