package dev.twinkeel.aws.schema;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Breaks a good configuration in one place, to see whether what must find it does. The same seed
/// breaks the same place.
public final class Faults {
    private final Map<String, String> files;
    private final Map<Fault.Kind, List<Sites.Site>> sites = new EnumMap<>(Fault.Kind.class);
    private final List<Fault.Kind> kinds;

    /// @param files a configuration without problems
    public Faults(Map<String, String> files) {
        this.files = new TreeMap<>(files);
        var folders = new Folders(Folders.parse(files, new Findings()), new Findings());
        new Sites(this.files, folders, Schema.aws()).find(this::put);
        this.kinds = List.copyOf(sites.keySet());
    }

    private void put(Fault.Kind kind, Sites.Site site) {
        sites.computeIfAbsent(kind, _ -> new ArrayList<>()).add(site);
    }

    /// How many places there are to be broken, by the way of it.
    public Map<Fault.Kind, Integer> places() {
        Map<Fault.Kind, Integer> counts = new EnumMap<>(Fault.Kind.class);
        sites.forEach((kind, all) -> counts.put(kind, all.size()));
        return counts;
    }

    /// The configuration with the fault of a seed.
    public Fault of(long seed) {
        var random = new SplittableRandom(seed);
        Fault.Kind kind = kinds.get(random.nextInt(kinds.size()));
        List<Sites.Site> all = sites.getOrDefault(kind, List.of());
        Sites.Site site = all.get(random.nextInt(all.size()));
        String text = files.getOrDefault(site.file(), "");
        String before = text.substring(site.from(), site.to());
        Map<String, String> broken = new TreeMap<>(files);
        broken.put(
                site.file(),
                text.substring(0, site.from()) + site.instead() + text.substring(site.to()));
        int line =
                1 + (int) text.substring(0, site.from()).chars().filter(it -> it == '\n').count();
        return new Fault(kind, site.file(), line, before, site.instead(), site.judged(), broken);
    }
}
