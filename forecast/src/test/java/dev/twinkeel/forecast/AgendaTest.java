package dev.twinkeel.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgendaTest {
    @Test
    void whatIsDueComesInItsOrderAlsoWhereOthersWere() {
        Agenda agenda = new Agenda();
        List<Integer> done = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 100; i++) {
                int number = round * 1_000 + i;
                agenda.add(99 - i, () -> done.add(number));
                expected.add(round * 1_000 + 99 - i);
            }
            while (!agenda.isEmpty()) {
                agenda.remove().run();
            }
        }

        assertThat(done).isEqualTo(expected);
    }

    @Test
    void whatIsDueAtTheSameInstantComesInTheOrderOfPlanning() {
        Agenda agenda = new Agenda();
        List<String> done = new ArrayList<>();
        agenda.add(5, () -> done.add("first"));
        agenda.add(5, () -> done.add("second"));
        agenda.add(4, () -> done.add("before"));
        while (!agenda.isEmpty()) {
            agenda.remove().run();
        }

        assertThat(done).containsExactly("before", "first", "second");
    }
}
