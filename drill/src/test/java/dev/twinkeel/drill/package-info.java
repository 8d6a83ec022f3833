@org.jspecify.annotations.NullMarked
package dev.twinkeel.drill;
