package dev.twinkeel.twin.host;

import dev.twinkeel.model.Database;
import java.util.List;
import java.util.stream.Collectors;

/// The database that an order is about: it need not be named when there is only one.
final class ChosenDatabase {
    private ChosenDatabase() {}

    /// @param doing what is ordered, as in `restore a database`
    /// @param among those of which it may be one; at least one
    /// @param name empty when none was named
    /// @throws TwinException naming all of them, when it is not clear which
    static Database of(String doing, List<Database> among, String name) {
        List<Database> named =
                among.stream().filter(it -> name.isEmpty() || it.name().equals(name)).toList();
        if (named.size() == 1) {
            return named.getFirst();
        }
        String all = among.stream().map(Database::name).collect(Collectors.joining(", "));
        throw new TwinException(
                "%s: %s; say --database with one of: %s"
                        .formatted(
                                doing,
                                name.isEmpty() ? "there are several" : name + " is none of them",
                                all));
    }
}
