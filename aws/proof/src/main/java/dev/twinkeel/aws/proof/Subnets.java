package dev.twinkeel.aws.proof;

import dev.twinkeel.aws.proof.Account.Thing;
import dev.twinkeel.aws.schema.Cidr;
import dev.twinkeel.aws.schema.Regions;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a subnet fits its network, its zone and its neighbours.
final class Subnets {
    private Subnets() {}

    static Optional<String> refusal(
            Account account, String region, Map<String, @Nullable Object> values) {
        String zone = Values.text(values, "availability_zone");
        if (!zone.isEmpty() && !Regions.ofZone(zone).equals(region)) {
            return Optional.of("availability_zone \"%s\" is not in %s".formatted(zone, region));
        }
        Optional<Cidr> range = Cidr.parse(Values.text(values, "cidr_block"));
        String network = Values.text(values, "vpc_id");
        if (range.isEmpty() || network.isEmpty()) {
            return Optional.empty();
        }
        for (Thing it : account.all("aws_vpc", region)) {
            Optional<Cidr> whole = Cidr.parse(it.text("cidr_block"));
            if (it.text("id").equals(network)
                    && whole.isPresent()
                    && !whole.get().holds(range.get())) {
                return Optional.of(
                        "cidr_block %s is not within the network's %s"
                                .formatted(range.get(), whole.get()));
            }
        }
        for (Thing it : account.all("aws_subnet", region)) {
            Optional<Cidr> other = Cidr.parse(it.text("cidr_block"));
            if (it.text("vpc_id").equals(network)
                    && other.isPresent()
                    && other.get().overlaps(range.get())) {
                return Optional.of(
                        "cidr_block %s overlaps %s of %s"
                                .formatted(range.get(), other.get(), it.text("id")));
            }
        }
        return Optional.empty();
    }
}
