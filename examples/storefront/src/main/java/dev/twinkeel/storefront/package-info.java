/// The storefront: two services, `catalog` and `orders`, over one PostgreSQL database.
@NullMarked
package dev.twinkeel.storefront;

import org.jspecify.annotations.NullMarked;
