package dev.twinkeel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a benchmark measured: printed as it comes, one `name value unit` a line, and in a file that
/// is whole after each figure, so that a benchmark that is ended early leaves what it has.
final class Figures {
    private final Terminal terminal;
    private final Path file;
    private final Map<String, String> about;
    private final List<Figure> figures = new ArrayList<>();

    /// @param unit `s`, `ms`, `MiB`, `count`
    record Figure(String name, double value, String unit) {}

    /// @param about what the figures hold for: the application, the machine, the build
    Figures(Terminal terminal, Path file, Map<String, String> about) {
        this.terminal = terminal;
        this.file = file.toAbsolutePath();
        this.about = about;
    }

    void add(String name, double value, String unit) throws IOException {
        figures.add(new Figure(name, Math.round(value * 1000) / 1000.0, unit));
        terminal.out().println(String.format(Locale.ROOT, "%s %s %s", name, plain(value), unit));
        terminal.out().flush();
        write();
    }

    /// The middle of several runs, and the worst.
    void spread(String name, List<Double> values, String unit) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median =
                sorted.size() % 2 == 1
                        ? sorted.get(middle)
                        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        add(name + ".median", median, unit);
        add(name + ".max", sorted.getLast(), unit);
    }

    private void write() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(about);
        all.put("figures", figures);
        Files.createDirectories(file.getParent());
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(whole, JsonText.of(all));
        Files.move(
                whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String plain(double value) {
        return value == Math.rint(value)
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.3f", value);
    }
}
