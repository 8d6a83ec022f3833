/// The traffic plane: links' relays, DNS, accelerator, balancer, gate. Knows nothing of the twin.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.traffic;
