package dev.twinkeel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a benchmark measured: printed as it comes, one `name value unit` a line, and kept for a
/// file.
final class Figures {
    private final Terminal terminal;
    private final List<Figure> figures = new ArrayList<>();

    /// @param unit `s`, `ms`, `MiB`, `count`
    record Figure(String name, double value, String unit) {}

    Figures(Terminal terminal) {
        this.terminal = terminal;
    }

    void add(String name, double value, String unit) {
        figures.add(new Figure(name, Math.round(value * 1000) / 1000.0, unit));
        terminal.out().println(String.format(Locale.ROOT, "%s %s %s", name, plain(value), unit));
        terminal.out().flush();
    }

    /// The middle of several runs, and the worst.
    void spread(String name, List<Double> values, String unit) {
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

    void write(Path file, Map<String, String> about) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(about);
        all.put("figures", figures);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JsonText.of(all));
    }

    private static String plain(double value) {
        return value == Math.rint(value)
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.3f", value);
    }
}
