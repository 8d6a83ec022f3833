-- The storefront's database. Applied once, when the database is created.

create table products (
    id          integer primary key,
    name        text    not null,
    price_cents bigint  not null check (price_cents > 0),
    stock       bigint  not null check (stock >= 0)
) with (fillfactor = 50); -- room to rewrite a row's stock beside it

-- The key is the shopper's: the same key is the same order.
create table orders (
    order_key text primary key,
    product   integer     not null,
    quantity  integer     not null check (quantity > 0),
    placed_at timestamptz not null default clock_timestamp(),
    attempts  integer     not null default 1
);

create table order_lines (
    order_key   text    primary key references orders,
    product     integer not null references products,
    quantity    integer not null check (quantity > 0),
    price_cents bigint  not null
);

-- Orders that are not fulfilled yet, for the queue; only used when the application has one.
create table outbox (
    id        bigint generated always as identity primary key,
    order_key text    not null unique,
    sent_at   timestamptz,
    sent_to   text, -- the region of the queue
    sends     integer not null default 0
);

-- The key is the order's: an order is fulfilled once, however often its message comes.
create table fulfilments (
    order_key    text primary key,
    region       text        not null,
    fulfilled_at timestamptz not null default clock_timestamp(),
    deliveries   integer     not null default 1
);

insert into products (id, name, price_cents, stock)
select n,
       (array['Teak', 'Cedar', 'Brass', 'Linen', 'Copper', 'Slate', 'Amber', 'Ivory'])[1 + n % 8] || ' ' ||
       (array['anchor', 'compass', 'lantern', 'rope', 'bell', 'chart', 'cleat', 'pennant', 'sextant'])[1 + n % 9] ||
       ' no. ' || n,
       500 + (n * 7919) % 20000,
       1000000
from generate_series(1, 2000) as n;
