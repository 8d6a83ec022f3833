package dev.twinkeel.storefront;

import java.util.regex.Pattern;

/// What a shopper asks for. The key is the shopper's own: sent again, it names the same order.
record NewOrder(String key, int product, int quantity) {
    static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,100}");
    static final int QUANTITY_MOST = 100;

    NewOrder {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "key must be 1 to 100 of A-Z a-z 0-9 . _ : -, and is \"" + key + '"');
        }
        if (quantity < 1 || quantity > QUANTITY_MOST) {
            throw new IllegalArgumentException(
                    "quantity must be 1 to %d, and is %d".formatted(QUANTITY_MOST, quantity));
        }
    }
}
