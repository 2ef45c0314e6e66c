package sqlstore

import (
	"errors"
	"strings"
)

// sqlState is the code by which the SQL standard names a failure; "" when the database did not name one.
func sqlState(err error) string {
	var failure interface{ SQLState() string }
	if errors.As(err, &failure) {
		return failure.SQLState()
	}
	return ""
}

// raced says that a transaction got in the way of another and is undone. It may go well when it is run again; if it broke a
// unique index that it had found free, it will then see what took the place.
func raced(err error) bool {
	switch sqlState(err) {
	case "40001", // serialization_failure
		"40P01", // deadlock_detected
		"23505": // unique_violation
		return true
	}
	return false
}

// cut says that the connection is gone rather than that the database refused something.
func cut(err error) bool {
	state := sqlState(err)
	return state == "" || strings.HasPrefix(state, "08") || strings.HasPrefix(state, "57P")
}
