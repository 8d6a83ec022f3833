/// Who may reach what, asked where connections are accepted, and a record of each of them.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.twin.guard;
