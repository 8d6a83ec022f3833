/// What the application needs: services, databases, regions, objectives. Inert records; no I/O, no
/// clock.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.model;
