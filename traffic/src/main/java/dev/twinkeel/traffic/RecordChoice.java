package dev.twinkeel.traffic;

import dev.twinkeel.traffic.RecordSet.Choice;
import dev.twinkeel.traffic.RecordSet.Failover;
import dev.twinkeel.traffic.RecordSet.Multivalue;
import dev.twinkeel.traffic.RecordSet.Simple;
import dev.twinkeel.traffic.RecordSet.Weighted;
import dev.twinkeel.traffic.RecordSet.WeightedChoice;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// Chooses the addresses of an answer by the rules of [RecordSet].
final class RecordChoice {
    /// Route 53, multivalue answer routing: "up to eight healthy records".
    private static final int MULTIVALUE_MAX = 8;

    private RecordChoice() {}

    static List<Inet4Address> choose(RecordSet records, RandomGenerator random) {
        return switch (records) {
            case Simple simple -> simple.addresses();
            case Failover failover -> failover(failover);
            case Weighted weighted -> weighted(weighted.choices(), random);
            case Multivalue multivalue -> multivalue(multivalue.choices(), random);
        };
    }

    private static List<Inet4Address> failover(Failover records) {
        boolean toSecondary =
                !records.primary().health().healthy() && records.secondary().health().healthy();
        return (toSecondary ? records.secondary() : records.primary()).addresses();
    }

    private static List<Inet4Address> weighted(List<WeightedChoice> all, RandomGenerator random) {
        List<WeightedChoice> healthy =
                all.stream().filter(each -> each.choice().health().healthy()).toList();
        List<WeightedChoice> among = healthy.isEmpty() ? all : healthy;
        if (among.isEmpty()) {
            return List.of();
        }
        int sum = among.stream().mapToInt(WeightedChoice::weight).sum();
        if (sum == 0) {
            return among.get(random.nextInt(among.size())).choice().addresses();
        }
        int drawn = random.nextInt(sum);
        for (WeightedChoice each : among) {
            drawn -= each.weight();
            if (drawn < 0) {
                return each.choice().addresses();
            }
        }
        throw new IllegalStateException("weighted record set: drew past the sum " + sum);
    }

    private static List<Inet4Address> multivalue(List<Choice> all, RandomGenerator random) {
        List<Choice> healthy = all.stream().filter(each -> each.health().healthy()).toList();
        List<Choice> among = new ArrayList<>(healthy.isEmpty() ? all : healthy);
        Collections.shuffle(among, java.util.Random.from(random));
        return among.stream()
                .limit(MULTIVALUE_MAX)
                .flatMap(each -> each.addresses().stream())
                .toList();
    }
}
