package dev.twinkeel.drill;

import dev.twinkeel.model.Load;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Takes the keys that a database has to a ledger.
record FoundKeys(Ledger ledger) implements Consumer<String> {
    private record Listed(List<String> keys) implements Consumer<String> {
        @Override
        public void accept(String key) {
            keys.add(key);
        }
    }

    @Override
    public void accept(String key) {
        ledger.found(key);
    }

    /// What was restored counts with what is in the running database: somebody has only to copy it
    /// back.
    static List<String> restored(TwinUnderTest twin, Load.Ledger ledger, Progress progress)
            throws FinalRead.UnreadException, InterruptedException {
        Optional<DatabaseAddress> past = twin.restored();
        if (past.isEmpty()) {
            return List.of();
        }
        progress.at("ledger", "reading the restored " + ledger.database());
        return FinalRead.read(ledger, past::get, () -> new Listed(new ArrayList<>())).keys();
    }
}
