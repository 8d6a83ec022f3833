package dev.twinkeel.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The two collections that every decision goes through are a set and a map like any other.
final class MembersTest {
    private static final Member A = new Member("m-a", "mumbai", "a");
    private static final Member B = new Member("m-b", "mumbai", "b");
    private static final Member C = new Member("m-c", "mumbai", "c");

    @Test
    void aSetOfMembersIsInTheOrderOfNamesWhateverTheOrderOfTelling() {
        assertThat(Members.of(List.of(C, A, B, A))).containsExactly(A, B, C);
        assertThat(Members.of(Set.of()).and(C).and(A).and(B).and(A)).containsExactly(A, B, C);
    }

    @Test
    void aSetOfMembersEqualsEveryOtherSetOfThem() {
        Members both = Members.of(List.of(B, A));

        assertThat(both).isEqualTo(Set.of(A, B)).hasSameHashCodeAs(Set.of(A, B));
        assertThat(Set.of(A, B)).isEqualTo(both);
        assertThat(both).isEqualTo(Members.of(Set.of(A)).and(B)).isNotEqualTo(Set.of(A, C));
        assertThat(both.containsAll(Members.of(Set.of(B)))).isTrue();
        assertThat(both.containsAll(Members.of(Set.of(B, C)))).isFalse();
    }

    @Test
    void aMemberThatIsToldToBeElsewhereIsTheSame() {
        Member moved = new Member("m-a", "singapore", "z");
        Set<Member> tree = new TreeSet<>(List.of(A, B));

        assertThat(Members.of(List.of(A, moved, B))).containsExactly(A, B);
        assertThat(Members.of(List.of(A, B)).and(moved)).containsExactly(A, B);
        assertThat(Members.of(List.of(A, B)).contains(moved)).isTrue();
        assertThat(Members.of(tree).equals(Members.of(List.of(moved, B)))).isTrue();
        assertThat(tree.equals(Members.of(List.of(moved, B)))).isTrue();
    }

    @Test
    void sightsAreInTheOrderInWhichTheyWereFirstSeen() {
        var gone = new State.Seen(new Sight.Gone("refused"), Instant.EPOCH, Instant.EPOCH);
        List<String> names = List.of("f", "c", "a", "h", "b", "g", "d", "e");
        Sights sights = Sights.NONE;
        for (String name : names) {
            sights = sights.with(name, gone);
        }

        assertThat(sights.with("a", gone).keySet()).containsExactlyElementsOf(names);
    }

    @Test
    void oneMoreSightLeavesTheOnesBeforeAsTheyWere() {
        var gone = new State.Seen(new Sight.Gone("refused"), Instant.EPOCH, Instant.EPOCH);
        var silent = new State.Seen(new Sight.Silent("no answer"), Instant.EPOCH, Instant.EPOCH);
        Sights one = Sights.NONE.with("m-a", gone);
        Sights two = one.with("m-b", gone).with(new String("m-a".toCharArray()), silent);

        assertThat(one).isEqualTo(Map.of("m-a", gone));
        assertThat(two).isEqualTo(Map.of("m-a", silent, "m-b", gone));
        assertThat(two.get("m-b")).isEqualTo(gone);
        assertThat(two.get("m-c")).isNull();
        assertThat(Sights.of(Map.of("m-b", gone, "m-a", silent))).isEqualTo(two);
    }
}
