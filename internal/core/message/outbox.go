package message

import (
	"context"
	"fmt"

	"github.com/sallyport/sallyport/internal/core/record"
)

// OutboxSpec is the table of caught messages, ordered by time. Codes open accounts, so they are sealed at rest.
var OutboxSpec = record.Spec[Message]{
	Table:   "outbox",
	Key:     func(m *Message) string { return fmt.Sprintf("%020d-%s", m.Time.UnixNano(), m.ID) },
	Secrets: func(m *Message) []*string { return []*string{&m.Body, &m.Code} },
}

// Outbox catches messages. It implements Courier.
type Outbox struct{ Table record.Table[Message] }

// Send keeps a message.
func (o Outbox) Send(ctx context.Context, m Message) error { return o.Table.Insert(ctx, &m) }

// Messages are the caught messages, oldest first.
func (o Outbox) Messages(ctx context.Context) ([]*Message, error) {
	return o.Table.List(ctx, record.Query{})
}
