package signin

import (
	"context"
	"io"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/trigger"
)

// Messenger sends a text to a person. *message.Post is one.
type Messenger interface {
	Deliver(ctx context.Context, channel, to, subject, body, code string) error
}

// Service signs people in. All its fields but Post must be set (without it no code is sent by SMS); a Runner without an Invoker refuses pools that name functions.
type Service struct {
	Pools    *userpool.Service
	Store    Store
	Issuer   *token.Issuer
	Sealer   token.Sealer
	Post     Messenger
	Triggers trigger.Runner
	// Shadow is the key by which stand-ins for unknown users are made: 32 secret bytes that never change.
	Shadow []byte
	// Now is the product's time, by which sessions end. Real is the time of the world: clients' clocks and authenticator
	// apps follow it.
	Now, Real func() time.Time
	Rand      io.Reader
}

// Store is where the traces of sign-ins are kept.
type Store struct {
	Sessions   record.Table[Session]
	Failures   record.Table[Failures]
	Enrolments record.Table[Enrolment]
}

// Request is one call of InitiateAuth or AdminInitiateAuth.
type Request struct {
	Admin    *Admin // nil where the client calls by itself
	ClientID string
	Flow     string
	Params   map[string]string
	Metadata map[string]string
}

// Admin is the pool that an administrator named, and where they work.
type Admin struct {
	Home   userpool.Home
	PoolID string
}

// Answer is one call of RespondToAuthChallenge or AdminRespondToAuthChallenge.
type Answer struct {
	Admin     *Admin
	ClientID  string
	Challenge string
	Session   string
	Responses map[string]string
	Metadata  map[string]string
}

// Outcome is either the tokens or the next challenge.
type Outcome struct {
	Tokens    *token.Tokens
	Challenge string
	Session   string
	Params    map[string]string
}

// attempt is what is known of a call on its way through the phases.
type attempt struct {
	pool     *userpool.Pool
	client   *userpool.Client
	admin    bool
	name     string            // USERNAME as it was sent
	user     *userpool.User    // a stand-in if unknown
	unknown  bool              // nobody has the name, and the client is not to be told
	params   map[string]string // AuthParameters or ChallengeResponses
	metadata map[string]string
	session  *session       // that is answered; nil at the start
	eventID  string         // of the sign-in
	renewal  *token.Renewal // by which the user was found, where a refresh token was sent
}

// enter finds the client and its pool.
func (s *Service) enter(ctx context.Context, admin *Admin, clientID string) (*attempt, error) {
	a := &attempt{admin: admin != nil}
	var err error
	if admin != nil {
		if a.pool, err = s.Pools.Pool(ctx, admin.Home, admin.PoolID); err != nil {
			return nil, err
		}
		a.client, err = s.Pools.Client(ctx, admin.PoolID, clientID)
		return a, err
	}
	if a.client, err = s.Pools.ClientByID(ctx, clientID); err != nil {
		return nil, err
	}
	a.pool, err = s.Pools.PoolByID(ctx, a.client.PoolID)
	return a, err
}

// require names the first parameter that is missing.
func (a *attempt) require(names ...string) error {
	for _, name := range names {
		if a.params[name] == "" {
			return cognitoidp.InvalidParameterException("Missing required parameter " + name)
		}
	}
	return nil
}

// checkHash judges SECRET_HASH by the first name that it fits.
func (a *attempt) checkHash(names ...string) error {
	var hash *string
	if sent, ok := a.params["SECRET_HASH"]; ok {
		hash = &sent
	}
	var err error
	for _, name := range names {
		if err = a.client.CheckSecretHash(name, hash); err == nil {
			return nil
		}
	}
	return err
}

// find finds whom the name means. Nobody is told about by name to administrators, and to all if the client hides nothing.
func (s *Service) find(ctx context.Context, a *attempt) error {
	user, err := s.Pools.FindUser(ctx, a.pool, a.name)
	if err == nil {
		a.user = user
		return nil
	}
	if awsapi.Code(err) != userpool.NoUser().Code || a.admin || !a.client.HidesUsers() {
		return err
	}
	a.user, a.unknown = s.standIn(a.pool, a.name), true
	return nil
}

// unserved refuses what AWS has and this program does not, by name.
func unserved(what string) error {
	const notImplemented = 501 // final to the SDKs: every other 5xx is tried again
	return &awsapi.Exception{Code: "NotImplemented", Message: "Sallyport does not serve " + what + ".", Status: notImplemented}
}

func notAuthorized(sentence string, cause error) error {
	return cognitoidp.NotAuthorizedException(sentence).Because(cause)
}

// wrongPassword is the one sentence for every way in which a name and password do not fit.
func wrongPassword(cause error) error { return notAuthorized("Incorrect username or password.", cause) }
