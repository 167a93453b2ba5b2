CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  mail TEXT
);

CREATE INDEX users_name ON users (name);

CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  total INTEGER NOT NULL
);

CREATE VIEW big_orders AS
SELECT id, total
FROM orders
WHERE total > 100;

INSERT INTO users (id, name) VALUES (1, 'root');
