-- The shop's table. The application's user may change data only, so the master user creates it:
--
--     make sql ENV=dev FILE=examples/shop/schema.sql

CREATE TABLE IF NOT EXISTS kasha.orders (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  article VARCHAR(80) NOT NULL,
  placed TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
