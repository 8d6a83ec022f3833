/// What runs inside the process of the tables' engine besides the engine: the JDK's own extension
/// point for sockets, so that a server that cannot be told its address listens on loopback only,
/// and Jetty's for handlers, so that a key opens only the tables that its service uses.
///
/// Nothing here knows, names or is compiled against DynamoDB Local.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.stores.tables;
