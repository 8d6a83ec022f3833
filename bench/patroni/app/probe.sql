create table probe (key int primary key, at timestamptz default clock_timestamp());
