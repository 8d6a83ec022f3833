package dev.twinkeel.drill;

import dev.twinkeel.drill.HistoryClients.Told;
import dev.twinkeel.drill.history.AppendHistory;
import dev.twinkeel.drill.history.AppendHistory.Append;
import dev.twinkeel.drill.history.Operation;
import dev.twinkeel.drill.history.RegisterHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a checked history says: whether each register could have been one register within each
/// epoch, and what became of the values appended to a list.
///
/// @param operations on registers and the list, reads too
/// @param unknown of those that write
/// @param epochs that answered
/// @param registers that were checked
/// @param notLinearizable within one epoch, one sentence a register
/// @param broken over all epochs: what is so when acknowledged writes were lost as well
/// @param lost values that were acknowledged and are not in the final list
/// @param lostAgeMillis from the first lost acknowledgement to the last of its epoch
/// @param wrong duplicated, risen, foreign, stale or reordered values, in words
/// @param trouble why it could not be checked; null when it was
public record HistoryFindings(
        long operations,
        long unknown,
        int epochs,
        int registers,
        List<String> notLinearizable,
        List<String> broken,
        List<Long> lost,
        long lostAgeMillis,
        List<String> wrong,
        @Nullable String trouble) {
    public HistoryFindings {
        notLinearizable = List.copyOf(notLinearizable);
        broken = List.copyOf(broken);
        lost = List.copyOf(lost);
        wrong = List.copyOf(wrong);
    }

    static HistoryFindings unchecked(String trouble) {
        return new HistoryFindings(
                0, 0, 0, 0, List.of(), List.of(), List.of(), 0, List.of(), trouble);
    }

    /// @param end the list, read after everything had come to rest
    static HistoryFindings of(HistoryClients.Seen seen, List<Long> end) {
        Map<Long, List<Told>> registers = new LinkedHashMap<>();
        var epochs = new TreeSet<Long>();
        for (Told told : seen.operations()) {
            registers.computeIfAbsent(told.register(), _ -> new ArrayList<>()).add(told);
            epochs.add(told.epoch());
        }
        epochs.remove(0L);
        List<String> within = new ArrayList<>();
        List<String> over = new ArrayList<>();
        registers.forEach(
                (register, told) -> {
                    for (long epoch : epochs) {
                        RegisterHistory.broken(within(told, epoch))
                                .ifPresent(
                                        why ->
                                                within.add(
                                                        "register %d, epoch %d: %s"
                                                                .formatted(register, epoch, why)));
                    }
                    RegisterHistory.broken(told.stream().map(Told::operation).toList())
                            .ifPresent(why -> over.add("register %d: %s".formatted(register, why)));
                });
        AppendHistory list = AppendHistory.of(seen.appends(), seen.reads(), end);
        return new HistoryFindings(
                seen.operations().size() + seen.appends().size() + seen.reads().size(),
                unknown(seen),
                epochs.size(),
                registers.size(),
                within,
                over,
                list.lost().stream().sorted().toList(),
                lostAge(seen.appends(), list),
                wrong(list),
                null);
    }

    private static long unknown(HistoryClients.Seen seen) {
        return seen.operations().stream()
                        .filter(it -> it.operation().result() == Operation.Result.UNKNOWN)
                        .count()
                + seen.appends().stream()
                        .filter(it -> it.result() == Operation.Result.UNKNOWN)
                        .count();
    }

    /// The operations of one epoch; what was written before it may have survived or not, and so may
    /// what nobody knows of.
    private static List<Operation> within(List<Told> told, long epoch) {
        List<Operation> operations = new ArrayList<>();
        for (Told each : told) {
            Operation operation = each.operation();
            boolean write = operation.kind() == Operation.Kind.WRITE;
            if (each.epoch() == epoch) {
                operations.add(operation);
            } else if (write && operation.result() == Operation.Result.UNKNOWN) {
                operations.add(operation);
            } else if (write && each.epoch() != 0 && each.epoch() < epoch) {
                operations.add(Operation.unknown(operation.value(), operation.began()));
            }
        }
        return operations;
    }

    private static long lostAge(List<Append> appends, AppendHistory list) {
        List<Append> lost =
                appends.stream().filter(it -> list.lost().contains(it.value())).toList();
        if (lost.isEmpty()) {
            return 0;
        }
        long first = lost.stream().mapToLong(Append::ended).min().orElse(0);
        long epoch = lost.getFirst().epoch();
        long last =
                appends.stream()
                        .filter(it -> it.result() == Operation.Result.DONE && it.epoch() == epoch)
                        .mapToLong(Append::ended)
                        .max()
                        .orElse(first);
        return Math.max(0, (last - first) / 1_000_000);
    }

    private static List<String> wrong(AppendHistory list) {
        List<String> wrong = new ArrayList<>();
        add(wrong, list.duplicated().size(), "there more than once");
        add(wrong, list.risen().size(), "there though refused");
        add(wrong, list.foreign().size(), "there though nobody appended it");
        add(wrong, list.stale().size(), "missing from a later read of the same epoch");
        add(wrong, list.reordered().size(), "read in another order than the final one");
        return wrong;
    }

    private static void add(List<String> wrong, int count, String how) {
        if (count > 0) {
            wrong.add(Words.count(count, "value was", "values were") + " " + how);
        }
    }

    /// Why a drill fails for it; empty when it does not.
    ///
    /// @param rpo zero: nothing acknowledged may be lost
    List<String> reasons(Duration rpo) {
        List<String> reasons = new ArrayList<>();
        if (!notLinearizable.isEmpty()) {
            reasons.add(
                    "The history is not linearizable within an epoch: %s."
                            .formatted(notLinearizable.getFirst()));
        }
        if (!wrong.isEmpty()) {
            reasons.add("The checked list is wrong: %s.".formatted(String.join("; ", wrong)));
        }
        if (rpo.isZero() && !broken.isEmpty()) {
            reasons.add("The history is not linearizable: %s.".formatted(broken.getFirst()));
        }
        if ((rpo.isZero() && !lost.isEmpty()) || lostAgeMillis > rpo.toMillis()) {
            reasons.add(
                    "%s lost from the checked list."
                            .formatted(
                                    Words.count(
                                            lost.size(),
                                            "acknowledged value was",
                                            "acknowledged values were")));
        }
        return reasons;
    }

    /// In one sentence.
    String sentence() {
        if (trouble != null) {
            return "not checked: " + trouble;
        }
        boolean whole = notLinearizable.isEmpty() && wrong.isEmpty();
        return "%s in %s: %s within each; %d appended values lost"
                .formatted(
                        Words.count(operations, "operation", "operations"),
                        Words.count(epochs, "epoch", "epochs"),
                        whole ? "linearizable" : "NOT linearizable",
                        lost.size());
    }
}
