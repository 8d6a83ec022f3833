/// What runs inside the process of the tables' engine besides the engine: the JDK's own extension
/// point for sockets, so that a server that cannot be told its address listens on loopback only.
///
/// Nothing here knows, names or is compiled against DynamoDB Local.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.stores.tables;
