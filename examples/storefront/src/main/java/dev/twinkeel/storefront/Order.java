package dev.twinkeel.storefront;

import java.time.Instant;

/// An order as it is kept: one line of one product, at the price of that moment.
record Order(String key, int product, int quantity, long priceCents, Instant placedAt) {
    long totalCents() {
        return priceCents * quantity;
    }
}
