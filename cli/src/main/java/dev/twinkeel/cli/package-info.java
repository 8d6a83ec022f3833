/// Commands and their output. The only main that a person starts.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.cli;
