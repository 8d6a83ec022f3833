package dev.twinkeel.storefront;

/// Something on sale, as some server of the database last saw it.
record Product(int id, String name, long priceCents, long stock) {}
