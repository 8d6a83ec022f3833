package dev.twinkeel.twin.archive;

import dev.twinkeel.twin.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a region's archiving process is told.
///
/// @param place the region
/// @param status where it tells how it is
/// @param agent of the region, which says who has the lease
/// @param store of the region
/// @param bucket in the store
/// @param awsRegion as the store knows the region
/// @param keyId of the pair that opens the bucket, its secret half in `secret`
/// @param scratch folder for what is on its way
public record ArchiveConfig(
        String place,
        Address status,
        Address agent,
        Address store,
        String bucket,
        String awsRegion,
        String keyId,
        Path secret,
        Path superuserPasswordFile,
        Path scratch,
        List<Unit> units) {
    /// One database.
    ///
    /// @param every base backup after that time
    /// @param members of this region, by name, as seen from its place
    public record Unit(String database, Duration every, Map<String, Address> members) {}
}
