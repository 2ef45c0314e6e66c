package sqlstore

import "context"

// Exec runs a statement in the transaction of the context, past all that guards it.
func Exec(ctx context.Context, db *DB, statement string) error {
	_, err := db.txn(ctx).exec(statement)
	return err
}
