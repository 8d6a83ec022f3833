/// What stands before an engine that checks no signature: it lets through what AWS's permissions
/// would.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.stores.front;
