package dev.twinkeel.aws.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Judges many faults of one configuration: only the broken file is read again, and only what it
/// can spoil is checked. Not for several threads.
final class Judge {
    private final List<Body> good;

    Judge(Map<String, String> files) {
        this.good = Folders.parse(files, new Findings());
    }

    boolean findsNothing(Fault fault) {
        var findings = new Findings();
        String text = fault.files().getOrDefault(fault.file(), "");
        List<Body> bodies = new ArrayList<>(Folders.parse(Map.of(fault.file(), text), findings));
        for (Body it : good) {
            if (!it.file().equals(fault.file())) {
                bodies.add(it);
            }
        }
        var folders = new Folders(bodies, findings);
        Validator.check(folders, folders.around(fault.file()), findings);
        return findings.inOrder().isEmpty();
    }
}
