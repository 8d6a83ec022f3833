package dev.twinkeel.twin.agent;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.VoterConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Three voters, each in a process of its own, as in the twin. Not thread-safe.
final class VoterProcesses implements AutoCloseable {
    private final Path folder;
    private final List<VoterConfig> configs;
    private final Map<Integer, Process> processes = new HashMap<>();

    VoterProcesses(Path folder) throws IOException {
        this.folder = folder;
        this.configs = Rehearsal.ensemble(folder);
        for (VoterConfig config : configs) {
            Json.write(file(config.id()), config);
            start(config.id());
        }
    }

    private Path file(int id) {
        return folder.resolve("voter-" + id + ".json");
    }

    void start(int id) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(VoterMain.class.getName(), file(id).toString()));
        processes.put(
                id,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve("voter-" + id + ".log").toFile()))
                        .start());
    }

    List<Address> clients() {
        return configs.stream().map(VoterConfig::clients).toList();
    }

    /// SIGKILL, and its end.
    void kill(int id) throws InterruptedException {
        Process process = Objects.requireNonNull(processes.get(id));
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("voter " + id + " survives SIGKILL");
        }
    }

    /// SIGTERM.
    Process stop(int id) {
        Process process = Objects.requireNonNull(processes.get(id));
        process.destroy();
        return process;
    }

    /// The voter that says it leads.
    Optional<Integer> leader() {
        return configs.stream()
                .filter(config -> says(config.clients()).contains("Mode: leader"))
                .map(VoterConfig::id)
                .findFirst();
    }

    /// Whether every voter leads or follows.
    boolean allServe() {
        return configs.stream().allMatch(config -> says(config.clients()).contains("Mode: "));
    }

    private static String says(Address address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        processes.values().forEach(Process::destroyForcibly);
    }
}
