package dev.twinkeel.twin.host;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// New certificates of everything that users reach by TLS.
///
/// @param at when the first was asked for
/// @param authority whose certificate clients must trust, in PEM
/// @param doors that have a new one
/// @param silent places that did not renew theirs, each with the reason; a server that starts again
///   has a new one anyway
public record RotatedCertificates(
        Instant at, Path authority, List<Door> doors, List<String> silent) {
    /// @param place whose server it is
    /// @param serial of the certificate, hexadecimal
    /// @param until it is good; it is renewed by itself before, in the last third of its life
    public record Door(String place, String serial, Instant until) {}
}
