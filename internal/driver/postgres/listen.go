package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

// A connection that says nothing for a beat is asked whether it is there, and has half a second in all.
const (
	beat   = 200 * time.Millisecond
	answer = 300 * time.Millisecond
)

// listener implements sqlstore.Listener on a connection of its own.
type listener struct{ config *pgx.ConnConfig }

// Listen implements sqlstore.Listener.
func (l listener) Listen(ctx context.Context, ready func(), heard func(notice string)) error {
	conn, err := pgx.ConnectConfig(ctx, l.config)
	if err != nil {
		return err
	}
	defer hangUp(conn)
	if _, err := conn.Exec(ctx, "LISTEN "+sqlstore.Channel); err != nil {
		return fmt.Errorf("listen on %s: %w", sqlstore.Channel, err)
	}
	ready()
	for ctx.Err() == nil {
		if err := listen(ctx, conn, heard); err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

// listen waits for a beat at most.
func listen(ctx context.Context, conn *pgx.Conn, heard func(string)) error {
	waiting, cancel := context.WithTimeout(ctx, beat)
	defer cancel()
	notification, err := conn.WaitForNotification(waiting)
	switch {
	case err == nil:
		heard(notification.Payload)
		return nil
	case ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded):
		return ask(ctx, conn)
	}
	return err
}

func ask(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, answer)
	defer cancel()
	if err := conn.Ping(ctx); err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	return nil
}

func hangUp(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), answer)
	defer cancel()
	_ = conn.Close(ctx)
}
