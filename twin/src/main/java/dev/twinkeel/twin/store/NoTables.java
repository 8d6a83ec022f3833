package dev.twinkeel.twin.store;

import dev.twinkeel.model.Service;
import dev.twinkeel.twin.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The tables of an application whose user refused their engine: there are none, and every place
/// that would show them says so. A service that uses one is not told of it.
final class NoTables implements Store {
    private final Ground ground;

    NoTables(Ground ground) {
        this.ground = ground;
    }

    @Override
    public void prepare(Consumer<String> say) {
        say.accept(
                "without tables: DynamoDB Local was refused on this machine (accept it with"
                        + " twinkeel up --with-tables)");
    }

    @Override
    public List<StoreProcess> processes() {
        return List.of();
    }

    @Override
    public Map<String, String> environment(Service service, Place zone, SecretFolder secrets) {
        return Map.of();
    }

    @Override
    public List<StoreStatus> status(Set<String> lively) {
        List<StoreStatus> all = new ArrayList<>();
        ground.application()
                .tables()
                .forEach(
                        table ->
                                ground.application()
                                        .regions()
                                        .forEach(
                                                region ->
                                                        all.add(
                                                                new StoreStatus(
                                                                        "table",
                                                                        table.name(),
                                                                        region.name(),
                                                                        "",
                                                                        Optional.empty(),
                                                                        Optional.empty(),
                                                                        "not here: its engine was"
                                                                                + " refused",
                                                                        Map.of()))));
        return all;
    }
}
