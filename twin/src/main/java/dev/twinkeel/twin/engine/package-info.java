/// Real operating-system processes and real PostgreSQL servers of a twin.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.twin.engine;
