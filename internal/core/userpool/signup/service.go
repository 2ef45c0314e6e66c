// Package signup is the life of a user: how one comes to be, proves an address, recovers a password, changes what is known
// of it, and goes.
//
//	unsigned   enter:  client -> allowed? -> secret hash -> user (or what an unknown one is answered)
//	signed     admin:  pool at home -> user
//	by token   access.Gate
//	                \-> rules -> triggers -> one transaction -> message
//
// A message goes out after the commit: if the courier fails, the user and its code are there, and a resend brings another.
// What costs time (deriving a password's verifier, a trigger) is done before the transaction.
package signup

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/access"
	"github.com/sallyport/sallyport/internal/core/userpool/password"
	"github.com/sallyport/sallyport/internal/core/userpool/trigger"
)

// Courier brings a text to a person by a channel, EMAIL or SMS. The code is what the text is about, by itself.
type Courier interface {
	Deliver(ctx context.Context, channel, to, subject, body, code string) error
}

// Service lets users come, change and go. Pools and Gate must be set.
type Service struct {
	Pools *userpool.Service
	Gate  *access.Gate
	// Courier is nil where no message can be sent: whatever would send one is refused then, before it changes anything.
	Courier  Courier
	Triggers trigger.Runner
	// DomainURL is the address of a domain prefix, for mails that confirm by a link. Without it such mails are refused: a
	// link must lead somewhere.
	DomainURL func(prefix string) string
}

func (s *Service) now() time.Time { return s.Pools.Now().UTC().Truncate(time.Millisecond) }

// reachable refuses what tells users something, where nobody can be told anything.
func (s *Service) reachable() error {
	if s.Courier == nil {
		return cognitoidp.CodeDeliveryFailureException("Sallyport has no mail server and no SMS gateway here: messages cannot be sent.")
	}
	return nil
}

// door is where an unsigned operation comes in.
type door struct {
	pool   *userpool.Pool
	client *userpool.Client
}

// enter makes the checks that all unsigned operations share, in AWS's order: the client is there, its pool allows the
// operation, the secret hash is right.
func (s *Service) enter(
	ctx context.Context, clientID, username, hash *string, allowed func(*userpool.Pool) error,
) (*door, error) {
	client, err := s.Pools.ClientByID(ctx, awsapi.Val(clientID))
	if err != nil {
		return nil, err
	}
	pool, err := s.Pools.PoolByID(ctx, client.PoolID)
	if err != nil {
		return nil, err
	}
	if err := allowed(pool); err != nil {
		return nil, err
	}
	if err := client.CheckSecretHash(awsapi.Val(username), hash); err != nil {
		return nil, err
	}
	return &door{pool: pool, client: client}, nil
}

func always(*userpool.Pool) error { return nil }

// user finds whom an unsigned operation is about; nil if nobody, which the client may or may not be told.
func (s *Service) user(ctx context.Context, d *door, name *string) (*userpool.User, error) {
	user, err := s.Pools.FindUser(ctx, d.pool, awsapi.Val(name))
	if awsapi.Code(err) == userpool.NoUser().Code {
		return nil, nil
	}
	return user, err
}

// noCombination is how unsigned operations say that there is no such user, where they may say it.
func noCombination() error {
	return cognitoidp.UserNotFoundException("Username/client id combination not found.")
}

func disabled() error { return cognitoidp.NotAuthorizedException("User is disabled.") }

// checkPassword holds a password that a person chose against the pool's policy.
func checkPassword(pool *userpool.Pool, clear string) error {
	if why := password.Check(pool.PasswordPolicy(), clear); why != "" {
		return cognitoidp.InvalidPasswordException("Password did not conform with policy: " + why)
	}
	return nil
}

// judged changes a user by a closure whose verdict is not a failure: what was counted is stored whatever the verdict.
func (s *Service) judged(ctx context.Context, key string, judge func(*userpool.User) error) (*userpool.User, error) {
	var verdict error
	user, err := s.Pools.ChangeUser(ctx, key, func(u *userpool.User) error {
		verdict = judge(u)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return user, verdict
}
