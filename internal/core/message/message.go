// Package message is what the product sends to people: codes and invitations, by mail or SMS.
package message

import (
	"context"
	"fmt"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
)

// Message is one mail or SMS. In the development profile it is kept in the outbox instead of being sent.
type Message struct {
	ID      string    `json:"id"`
	Time    time.Time `json:"time"`
	Channel string    `json:"channel"` // EMAIL or SMS
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Body    string    `json:"body"`
	Code    string    `json:"code"`
}

// OutboxSpec is the table of caught messages, ordered by time. Codes open accounts, so they are sealed at rest.
var OutboxSpec = record.Spec[Message]{
	Table:   "outbox",
	Key:     func(m *Message) string { return fmt.Sprintf("%020d-%s", m.Time.UnixNano(), m.ID) },
	Secrets: func(m *Message) []*string { return []*string{&m.Body, &m.Code} },
}

// Outbox catches messages.
type Outbox struct{ Table record.Table[Message] }

// Messages are the caught messages, oldest first.
func (o Outbox) Messages(ctx context.Context) ([]*Message, error) {
	return o.Table.List(ctx, record.Query{})
}
