-- The guestbook's database. Applied once, when the database is created.

create table entries (
    entry_key text primary key,
    text      text        not null check (length(text) between 1 and 500),
    placed_at timestamptz not null default clock_timestamp(),
    attempts  integer     not null default 1
);

create index entries_by_time on entries (placed_at desc);
