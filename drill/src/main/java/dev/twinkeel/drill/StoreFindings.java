package dev.twinkeel.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of what a drill wrote into one store.
///
/// @param store `table carts`
/// @param acknowledged writes
/// @param unknown writes, of which nobody can say whether they are there
/// @param lost ids that were acknowledged, and that no region has which can be read
/// @param lostAgeMillis from the oldest lost acknowledgement to the last of its region
/// @param duplicated ids that are there more than once
/// @param older acknowledged versions that were written over, which every region keeps as such
/// @param reordered whether an older version took the place of a newer one that is there as well
/// @param behind acknowledged ids that one region has and another, which can be read, has not
/// @param away ids of a queue that were acknowledged in a region that cannot be read now
/// @param unread regions that could not be read
/// @param mended whether everything was mended before, so that both regions must have the same
/// @param trouble why it could not be checked; null when it was
public record StoreFindings(
        String store,
        long acknowledged,
        long unknown,
        List<String> lost,
        long lostAgeMillis,
        List<String> duplicated,
        long older,
        boolean reordered,
        List<String> behind,
        long away,
        List<String> unread,
        boolean mended,
        @Nullable String trouble) {
    public StoreFindings {
        lost = List.copyOf(lost);
        duplicated = List.copyOf(duplicated);
        behind = List.copyOf(behind);
        unread = List.copyOf(unread);
    }

    static StoreFindings unchecked(String store, String trouble) {
        return new StoreFindings(
                store, 0, 0, List.of(), 0, List.of(), 0, false, List.of(), 0, List.of(), false,
                trouble);
    }

    /// In one sentence.
    String sentence() {
        if (trouble != null) {
            return "unchecked: " + trouble;
        }
        List<String> words = new ArrayList<>();
        words.add(
                "%s of %s lost"
                        .formatted(
                                Words.number(lost.size()),
                                Words.count(
                                        acknowledged,
                                        "acknowledged write",
                                        "acknowledged writes")));
        if (!lost.isEmpty()) {
            words.add("the oldest %s old".formatted(Words.millis(lostAgeMillis)));
        }
        words.add("%s duplicated".formatted(Words.number(duplicated.size())));
        words.add(reordered ? "an older version came last" : "none reordered");
        if (older > 0) {
            words.add("%s kept as older versions".formatted(Words.number(older)));
        }
        words.add("%s unknown".formatted(Words.number(unknown)));
        if (!behind.isEmpty()) {
            words.add("%s in one region only".formatted(Words.number(behind.size())));
        }
        if (away > 0) {
            words.add("%s wait in a region that is away".formatted(Words.number(away)));
        }
        if (!unread.isEmpty()) {
            words.add("not read: " + String.join(", ", unread));
        }
        return String.join(", ", words);
    }

    /// The order is there: that it is not fulfilled, or twice, is no loss that an objective allows.
    private List<String> fulfilments(List<String> reasons) {
        if (!lost.isEmpty()) {
            reasons.add(
                    "%s not fulfilled: %s and so on."
                            .formatted(
                                    Words.count(lost.size(), "order was", "orders were"),
                                    lost.getFirst()));
        }
        if (!duplicated.isEmpty()) {
            reasons.add(
                    "%s fulfilled more than once: %s and so on."
                            .formatted(
                                    Words.count(duplicated.size(), "order was", "orders were"),
                                    duplicated.getFirst()));
        }
        return reasons;
    }

    /// Why a drill fails for it. What a queue delivers twice is no fault of it: it delivers at
    /// least once.
    ///
    /// @param rpo how old a loss may be
    List<String> reasons(Duration rpo) {
        List<String> reasons = new ArrayList<>();
        if (trouble != null) {
            reasons.add("The %s could not be checked: %s.".formatted(store, trouble));
        }
        if (store.equals(Fulfilments.NAME)) {
            return fulfilments(reasons);
        }
        if (!lost.isEmpty() && (rpo.isZero() || lostAgeMillis > rpo.toMillis())) {
            reasons.add(
                    "%s of the %s: %s, the oldest %s old; %s are allowed."
                            .formatted(
                                    Words.count(
                                            lost.size(),
                                            "acknowledged write is lost",
                                            "acknowledged writes are lost"),
                                    store,
                                    lost.getFirst(),
                                    Words.millis(lostAgeMillis),
                                    Words.time(rpo)));
        }
        if (reordered) {
            reasons.add("In the %s an older version took a newer one's place.".formatted(store));
        }
        if (mended && !behind.isEmpty()) {
            reasons.add(
                    "%s of the %s did not come to the other region: %s and so on."
                            .formatted(
                                    Words.count(behind.size(), "write", "writes"),
                                    store,
                                    behind.getFirst()));
        }
        return reasons;
    }
}
