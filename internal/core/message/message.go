// Package message is what the product sends to people: codes and invitations, by mail or SMS.
//
//	userpool/signup -> Post (id, time) -> Courier -> mail server, SMS gateway
//	                                        |
//	                                        +-- Outbox: kept for the developer to read
package message

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/sallyport/sallyport/internal/core/ident"
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

// Courier brings a message to a person, or takes over the duty to. An error means that nobody will.
type Courier interface {
	Send(ctx context.Context, m Message) error
}

// Post gives messages their identity and hands them to the courier. All its fields must be set.
type Post struct {
	Courier Courier
	Now     func() time.Time
	Rand    io.Reader
}

// Deliver sends a text by a channel, EMAIL or SMS. The code is what the text is about, by itself.
func (p *Post) Deliver(ctx context.Context, channel, to, subject, body, code string) error {
	id, err := ident.UUID(p.Rand)
	if err != nil {
		return err
	}
	m := Message{ID: id, Time: p.Now().UTC(), Channel: channel, To: to, Subject: subject, Body: body, Code: code}
	if err := p.Courier.Send(ctx, m); err != nil {
		return fmt.Errorf("send %s %s: %w", channel, id, err)
	}
	return nil
}
