package dev.twinkeel.aws.schema;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What names mean at a place of a configuration.
///
/// @param file that is being read
/// @param names variables of loops and dynamic blocks
/// @param each type of `each.value`, or null where there is no each
/// @param counted whether `count.index` is there
/// @param self type of `self`, or null
/// @param lenient inside `try` and `can`, where a missing attribute is no fault
record Scope(
        Folder folder,
        String file,
        Map<String, Type> names,
        @Nullable Type each,
        boolean counted,
        @Nullable Type self,
        boolean lenient) {

    static Scope of(Folder folder, String file) {
        return new Scope(folder, file, Map.of(), null, false, null, false);
    }

    Scope with(String name, Type type) {
        Map<String, Type> more = new HashMap<>(names);
        more.put(name, type);
        return new Scope(folder, file, more, each, counted, self, lenient);
    }

    Scope withEach(Type type) {
        return new Scope(folder, file, names, type, counted, self, lenient);
    }

    Scope withCount() {
        return new Scope(folder, file, names, each, true, self, lenient);
    }

    Scope withSelf(Type type) {
        return new Scope(folder, file, names, each, counted, type, lenient);
    }

    Scope forgiving() {
        return new Scope(folder, file, names, each, counted, self, true);
    }
}
