package dev.twinkeel.recovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Who is asked in an election inside a region.
final class Candidates {
    private Candidates() {}

    /// Whoever may be the only one to have a commit. Of a cache: whoever answers, and the old
    /// primary itself, started again and empty, when nobody else does.
    static Collection<Member> of(Draft d, Lease lease, Stage.Electing stage) {
        if (!d.policy.cache()) {
            return lease.synchronous();
        }
        var others = new ArrayList<Member>(d.membersOf(d.policy.place()));
        others.remove(d.holder());
        boolean nobody = others.stream().allMatch(d::lost);
        boolean again = stage.fence() != Stage.Fence.ASKED && d.serving(d.holder()) != null;
        if (nobody && again) {
            return List.of(d.holder());
        }
        if (!nobody) {
            others.removeIf(d::lost);
        }
        return others;
    }
}
