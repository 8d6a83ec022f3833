package dev.twinkeel.twin.engine;

/// Where one history leaves another.
///
/// @param parted whether it does at all, or is the beginning of the other
/// @param timeline of the one that left
/// @param at the last position that both have
record Fork(boolean parted, int timeline, long at) {
    static Fork between(History kept, History living) {
        int own = kept.pasts().getLast().timeline();
        long common = 0;
        int shorter = Math.min(kept.pasts().size(), living.pasts().size());
        for (int i = 0; i < shorter; i++) {
            History.Past one = kept.pasts().get(i);
            History.Past other = living.pasts().get(i);
            // Two promotions from one log may give their timelines the same number.
            boolean same =
                    one.timeline() == other.timeline()
                            && (one.until() != other.until()
                                    || one.until() != Long.MAX_VALUE
                                    || kept.mark() == living.mark());
            if (!same) {
                return new Fork(true, own, common);
            }
            common = Math.min(one.until(), other.until());
            if (one.until() != other.until()) {
                return new Fork(one.until() > other.until(), own, common);
            }
        }
        return new Fork(false, own, common);
    }
}
