package dev.twinkeel.traffic;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;

/// The A records of one name, and the rule that chooses among them: Route 53's routing policies.
///
/// Rules kept from Route 53 ("How Amazon Route 53 chooses records when health checking is
/// configured"): a choice without a check is healthy; when all are unhealthy all count as healthy;
/// weight 0 is used only when nothing with a weight is healthy; a multivalue answer has at most 8.
public sealed interface RecordSet {
    /// Absolute or not, in any case.
    String name();

    Duration ttl();

    /// Addresses that are answered together, and what decides whether they may be.
    record Choice(List<Inet4Address> addresses, Health health) {
        public Choice {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException(
                        "DNS record set: a choice needs at least one address");
            }
        }
    }

    /// @param weight 0 to 255; its share is its part of the sum
    record WeightedChoice(Choice choice, int weight) {
        public WeightedChoice {
            if (weight < 0 || weight > 255) {
                throw new IllegalArgumentException(
                        "DNS record set: a weight is from 0 to 255, got " + weight);
            }
        }
    }

    record Simple(String name, Duration ttl, List<Inet4Address> addresses) implements RecordSet {
        public Simple {
            addresses = List.copyOf(addresses);
        }
    }

    record Weighted(String name, Duration ttl, List<WeightedChoice> choices) implements RecordSet {
        public Weighted {
            choices = List.copyOf(choices);
        }
    }

    /// The primary while it is healthy, else the secondary while that is, else the primary.
    record Failover(String name, Duration ttl, Choice primary, Choice secondary)
            implements RecordSet {}

    record Multivalue(String name, Duration ttl, List<Choice> choices) implements RecordSet {
        public Multivalue {
            choices = List.copyOf(choices);
        }
    }
}
