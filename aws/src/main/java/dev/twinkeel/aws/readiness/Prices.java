package dev.twinkeel.aws.readiness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The committed table of list prices, with its date and source.
final class Prices {
    /// The last column stands for every region that has none of its own.
    private static final String OTHER = "other";

    private final Map<String, Map<String, Double>> prices = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    private Prices() {}

    static Prices read() {
        var prices = new Prices();
        try (InputStream stream = Prices.class.getResourceAsStream("prices.csv")) {
            byte[] bytes = Objects.requireNonNull(stream).readAllBytes();
            prices.read(new String(bytes, StandardCharsets.UTF_8).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException("read the table of prices", e);
        }
        return prices;
    }

    private void read(List<String> lines) {
        List<String> columns = List.of();
        for (String line : lines) {
            if (line.startsWith("#")) {
                String note = line.substring(1).strip();
                if (note.startsWith("item,")) {
                    columns = List.of(note.split(", "));
                } else if (!note.isEmpty()) {
                    notes.add(note);
                }
                continue;
            }
            String[] fields = line.split(",", -1);
            var row = new HashMap<String, Double>();
            for (int i = 2; i < fields.length; i++) {
                row.put(columns.get(i), Double.parseDouble(fields[i]));
            }
            prices.put(fields[0], row);
        }
    }

    /// Dollars for one unit.
    double of(String item, String region) {
        Map<String, Double> row =
                Objects.requireNonNull(prices.get(item), () -> "look up a price: no item " + item);
        Double own = row.get(region);
        return own == null ? Objects.requireNonNull(row.get(OTHER), OTHER) : own;
    }

    /// Date, source and limits of the table.
    List<String> notes() {
        return notes;
    }
}
