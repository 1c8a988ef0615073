package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
)

// migration is one step of the schema. MySQL commits each of them at once, so a release that fails keeps those before it.
type migration struct {
	name      string
	present   string // counts what the statement makes: a release that is run again skips what is there
	statement string
}

// migrations are in the order in which they run. Add new ones at the end. The image that serves until now must work with the new schema,
// because it serves during the release and after a rollback (docs/release.md).
func migrations() []migration {
	return []migration{
		{
			"the table orders",
			"SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'orders'",
			`CREATE TABLE orders (
				id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
				article VARCHAR(80) NOT NULL,
				placed TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
			)`,
		},
		{
			"the column orders.packed",
			`SELECT COUNT(*) FROM information_schema.columns
				WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name = 'packed'`,
			"ALTER TABLE orders ADD COLUMN packed TIMESTAMP NULL",
		},
		{
			"the constraint orders_article_is_given",
			`SELECT COUNT(*) FROM information_schema.table_constraints
				WHERE table_schema = DATABASE() AND table_name = 'orders' AND constraint_name = 'orders_article_is_given'`,
			"ALTER TABLE orders ADD CONSTRAINT orders_article_is_given CHECK (article <> '')",
		},
	}
}

// migrate is the release: it brings the schema to the state that this image needs.
func migrate(ctx context.Context, d databases) error {
	// A connection of its own holds the lock. Kasha runs one release at a time; somebody may run this command by hand.
	connection, err := d.primary.Conn(ctx)
	if err != nil {
		return err
	}
	defer connection.Close()
	var locked sql.NullInt64
	if err := connection.QueryRowContext(ctx, "SELECT GET_LOCK('shop migrate', 30)").Scan(&locked); err != nil {
		return err
	}
	if locked.Int64 != 1 {
		return fmt.Errorf("another migration of this database is in progress; fix: wait until it has ended, and run this again")
	}
	// A statement that waits for a long transaction makes all others wait behind it. This limits it to 20 seconds.
	if _, err := connection.ExecContext(ctx, "SET SESSION lock_wait_timeout = 20"); err != nil {
		return err
	}
	applied := 0
	for i, step := range migrations() {
		var present int
		err := connection.QueryRowContext(ctx, step.present).Scan(&present)
		if err == nil && present > 0 {
			continue
		}
		if err == nil {
			_, err = connection.ExecContext(ctx, step.statement)
		}
		if err != nil {
			return fmt.Errorf("migration %d, %s: %w; the migrations before it are applied; fix: remove the cause, and run the release again",
				i+1, step.name, err)
		}
		applied++
		slog.Info("a migration is applied", "number", i+1, "name", step.name)
	}
	slog.Info("the schema is current", "applied", applied)
	return nil
}
