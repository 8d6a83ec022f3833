package dev.twinkeel.twin.store;

import dev.twinkeel.twin.Address;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// One store of one region, at one instant.
///
/// @param kind `cache`, `table`, `bucket`, `queue` or `backup`
/// @param name as in the application's file
/// @param resource as its engine knows it, the value of `X_TABLE`, `X_BUCKET` or `X_QUEUE`
/// @param address of its engine in its own place: for drills and checks, past all links
/// @param credentials a file that an AWS client or a person can use to look at it; 0600
/// @param sentence how it is, in words: `primary catalog-cache-mumbai-a, 1 replica`
/// @param facts figures for programs: lag, backlog, epoch
public record StoreStatus(
        String kind,
        String name,
        String region,
        String resource,
        Optional<Address> address,
        Optional<Path> credentials,
        String sentence,
        Map<String, Object> facts) {}
