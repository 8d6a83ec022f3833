package dev.twinkeel.twin.store;

import dev.twinkeel.twin.host.TwinException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipFile;

/// The class path and the command of DynamoDB Local, which the user's own Maven fetches once.
///
/// Nothing of Twinkeel's is compiled against it or calls into it: it is started by its own `main`.
/// It has no option for the address that it listens on, so the JDK's sockets are told to bind to
/// loopback only; and it lets everybody use every table, so the server that it brings, Jetty, is
/// given a handler that stands before it (`stores/tables`).
final class TablesEngine {
    static final String MODULE = "tables";

    private static final String VERSION = "3.3.1";
    private static final String MAIN = "software.amazon.dynamodb.services.local.main.ServerRunner";
    private static final String POM = "engine/pom.xml";
    private static final Duration FETCH_LIMIT = Duration.ofMinutes(4);
    private static final int HEAP_MIB = 192;

    private final Ground ground;
    private final Path folder;

    TablesEngine(Ground ground) {
        this.ground = ground;
        this.folder = ground.cache().resolve(MODULE).resolve(VERSION);
    }

    /// Has Maven fetch it unless it is there.
    void fetch(Consumer<String> say) {
        if (libraries().isPresent()) {
            return;
        }
        say.accept(TablesLicence.NOTICE);
        Path pom = folder.resolve("pom.xml");
        Path list = folder.resolve("class-path.new");
        try {
            Files.createDirectories(folder);
            copyPom(pom);
            Optional<Integer> code =
                    ground.run("fetch-tables", maven(pom, list), folder, FETCH_LIMIT);
            if (!code.equals(Optional.of(0))) {
                throw new TwinException(
                        "fetch DynamoDB Local with Maven: %s; its words are in %s"
                                .formatted(
                                        code.map(it -> "it ended with code " + it)
                                                .orElse("not done within " + FETCH_LIMIT),
                                        ground.log("fetch-tables")),
                        "Fetching needs Maven on the PATH and the network, once. Or run without tables: twinkeel up --without-tables");
            }
            Files.move(list, folder.resolve("class-path"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("fetch DynamoDB Local into " + folder, e);
        }
    }

    private static List<String> maven(Path pom, Path list) {
        return List.of(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "mvn",
                "-B",
                "-ntp",
                "-f",
                pom.toString(),
                "dependency:build-classpath",
                "-Dmdep.includeScope=runtime",
                "-Dmdep.outputFile=" + list);
    }

    private void copyPom(Path pom) throws IOException {
        String jar = own().split(File.pathSeparator, -1)[0];
        try (ZipFile zip = new ZipFile(jar);
                InputStream in = zip.getInputStream(zip.getEntry(POM))) {
            Files.copy(in, pom, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String own() {
        return ground.built(MODULE).text();
    }

    /// Its libraries, if all of them are where Maven put them.
    private Optional<List<String>> libraries() {
        Path list = folder.resolve("class-path");
        try {
            if (!Files.exists(list)) {
                return Optional.empty();
            }
            List<String> all =
                    Arrays.asList(Files.readString(list).strip().split(File.pathSeparator, -1));
            return all.stream().allMatch(it -> Files.exists(Path.of(it)))
                    ? Optional.of(all)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("read " + list, e);
        }
    }

    /// @param host loopback address to listen on
    /// @param data folder of its database
    /// @param keys who may use which table
    List<String> command(String host, int port, Path data, Path keys) {
        List<String> libraries =
                libraries()
                        .orElseThrow(
                                () ->
                                        new TwinException(
                                                "start the tables: DynamoDB Local is not in %s any more"
                                                        .formatted(folder),
                                                "Start the twin again: it is fetched then."));
        List<String> jars = new ArrayList<>(List.of(own()));
        libraries.stream().filter(it -> it.endsWith(".jar")).forEach(jars::add);
        ClassPath classPath = new ClassPath(String.join(File.pathSeparator, jars));
        List<String> command =
                new ArrayList<>(
                        ground.java(
                                new EngineJvm(MODULE, classPath, MAIN, HEAP_MIB),
                                List.of(
                                        "-port",
                                        Integer.toString(port),
                                        "-dbPath",
                                        data.toString(),
                                        "-sharedDb",
                                        "-disableTelemetry",
                                        "-cors",
                                        "http://nobody.invalid")));
        command.addAll(
                1,
                List.of(
                        "-Djava.nio.channels.spi.SelectorProvider=dev.twinkeel.stores.tables.LoopbackProvider",
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                        "-Dtwinkeel.bind=" + host,
                        "-Dtwinkeel.keys=" + keys,
                        "-Dsqlite4java.library.path=" + natives(libraries)));
        return command;
    }

    private static String natives(List<String> libraries) {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String wanted = os.contains("mac") ? "libsqlite4java-osx" : "libsqlite4java-linux-amd64";
        return libraries.stream()
                .filter(it -> it.contains(File.separator + wanted))
                .map(it -> it.substring(0, it.lastIndexOf(File.separatorChar)))
                .findFirst()
                .orElse(".");
    }
}
