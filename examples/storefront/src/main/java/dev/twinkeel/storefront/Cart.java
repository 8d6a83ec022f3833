package dev.twinkeel.storefront;

import java.util.List;

/// What a shopper has gathered and not ordered yet. The id is the shopper's own.
record Cart(String id, List<Line> lines) {
    private static final int LINES_MOST = 100;

    record Line(int product, int quantity) {
        Line {
            if (quantity < 1 || quantity > NewOrder.QUANTITY_MOST) {
                throw new IllegalArgumentException(
                        "quantity must be 1 to %d, and is %d"
                                .formatted(NewOrder.QUANTITY_MOST, quantity));
            }
        }
    }

    Cart {
        lines = List.copyOf(lines);
        if (!NewOrder.KEY.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "a cart's id must be 1 to 100 of A-Z a-z 0-9 . _ : -, and is \"" + id + '"');
        }
        if (lines.size() > LINES_MOST) {
            throw new IllegalArgumentException(
                    "a cart holds at most %d lines, and this has %d"
                            .formatted(LINES_MOST, lines.size()));
        }
    }
}
