package dev.twinkeel.aws;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// Addresses of the networks: a /16 an environment and region, none like another, so that they can
/// be joined by a transit gateway. Within one, Terraform's `network` module counts as this does.
public final class Networks {
    /// Environments that a file may have, with two regions each, fit in one slot.
    private static final int SLOT = 16;

    /// Slots from 10.16.0.0 to 10.239.0.0; an application has one, chosen by its name.
    private static final int SLOTS = 14;

    /// Of the 64 blocks (/22) of a /16.
    private static final int PUBLIC_FIRST = 48;

    private static final int DATABASE_FIRST = 52;
    private static final int BLOCK = 4;
    private static final int ZONES = 3;

    private Networks() {}

    /// `10.32.0.0/16`.
    ///
    /// @param region AWS's name of one of the application's two regions
    public static String cidr(Application application, Environment environment, String region) {
        return "10." + second(application, environment, region) + ".0.0/16";
    }

    /// Where the balancers stand: the public subnets, one a zone.
    public static List<String> balancers(
            Application application, Environment environment, String region) {
        return blocks(application, environment, region, PUBLIC_FIRST);
    }

    /// Where databases and caches stand, one a zone.
    public static List<String> databases(
            Application application, Environment environment, String region) {
        return blocks(application, environment, region, DATABASE_FIRST);
    }

    private static List<String> blocks(
            Application application, Environment environment, String region, int first) {
        int second = second(application, environment, region);
        return IntStream.range(first, first + ZONES)
                .mapToObj(block -> "10.%d.%d.0/22".formatted(second, block * BLOCK))
                .toList();
    }

    private static int second(Application application, Environment environment, String region) {
        var checksum = new CRC32();
        checksum.update(application.name().getBytes(StandardCharsets.UTF_8));
        int slot = 1 + (int) (checksum.getValue() % SLOTS);
        int index = application.aws().environments().indexOf(environment);
        boolean standby = application.standby().aws().filter(region::equals).isPresent();
        return slot * SLOT + index * 2 + (standby ? 1 : 0);
    }
}
