package signin

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/srp"
)

// session is what a challenge carries to its answer. It travels with the client, sealed; that of a stand-in is as long as
// that of a user.
type session struct {
	ID        string
	PoolID    string
	ClientID  string
	Name      string // USERNAME as it was sent at first
	Sub       string
	Kind      int // known or unknown, of one width
	Challenge string
	EventID   string
	Ends      int64    // milliseconds
	Password  string   // the salt, new with every password: a session dies with it
	SRP       []byte   `json:",omitempty"` // the server's state between the steps
	Code      string   `json:",omitempty"` // that was sent
	Choices   []string `json:",omitempty"` // factors to choose from
	Secret    string   `json:",omitempty"` // of an authenticator app that is being set up
	Verified  bool     `json:",omitempty"` // the app has shown that it knows the secret
}

const (
	known   = 1
	unknown = 2
)

// The purposes of sealing: a secret block never passes for a session, nor the other way around.
const (
	sessionPurpose = "auth-session"
	blockPurpose   = "srp-secret-block"
)

// newSession begins a session for a challenge.
func (s *Service) newSession(a *attempt, challenge string) (*session, error) {
	id, err := ident.UUID(s.Rand)
	if err != nil {
		return nil, err
	}
	ends := s.Now().Add(sessionLifetime(a.client)).UnixMilli()
	next := &session{
		ID: fmt.Sprintf("%013d-%s", ends, id), PoolID: a.pool.ID, ClientID: a.client.ID, Name: a.name, Sub: a.user.Sub, Kind: known, Challenge: challenge,
		EventID: a.eventID, Ends: ends, Password: passwordMark(a.user),
	}
	if a.unknown {
		next.Kind = unknown
	}
	return next, nil
}

// sessionLifetime is the client's AuthSessionValidity, 3 minutes if it has none.
func sessionLifetime(c *userpool.Client) time.Duration {
	if minutes := awsapi.Val(c.Settings.AuthSessionValidity); minutes > 0 {
		return time.Duration(minutes) * time.Minute
	}
	return 3 * time.Minute
}

// passwordMark is of one width for everybody, so that a sealed session does not tell who has no password by its length.
func passwordMark(u *userpool.User) string {
	if u.Password.Salt == "" {
		return strings.Repeat("0", 2*srp.SaltSize)
	}
	return u.Password.Salt
}

func (s *Service) seal(purpose string, next *session) ([]byte, error) {
	plain, err := json.Marshal(next)
	if err != nil {
		return nil, fmt.Errorf("write a session: %w", err)
	}
	box, err := s.Sealer.Seal(purpose, plain, []byte(purpose))
	if err != nil {
		return nil, fmt.Errorf("seal a session: %w", err)
	}
	return box, nil
}

// sealSession gives the session the form of the Session parameter.
func (s *Service) sealSession(next *session) (string, error) {
	box, err := s.seal(sessionPurpose, next)
	return base64.RawURLEncoding.EncodeToString(box), err
}

var (
	errExpired = errors.New("the session has expired")
	errForeign = errors.New("the session is not one of this client's for this challenge and user")
)

// unseal opens a session for a challenge.
func (s *Service) unseal(purpose string, box []byte, challenge string) (*session, error) {
	plain, err := s.Sealer.Open(purpose, box, []byte(purpose))
	if err != nil {
		return nil, errForeign
	}
	found := &session{}
	if err := json.Unmarshal(plain, found); err != nil {
		return nil, fmt.Errorf("read a session: %w", err)
	}
	switch {
	case found.Challenge != challenge:
		return nil, errForeign
	case s.Now().UnixMilli() >= found.Ends:
		return nil, errExpired
	}
	return found, nil
}

// openSession reads the Session parameter of a client's call.
func (s *Service) openSession(sealed, clientID, challenge string) (*session, error) {
	found, err := s.openAny(sealed, challenge)
	if err == nil && found.ClientID != clientID {
		return nil, badSession(errForeign)
	}
	return found, err
}

// openAny reads the Session parameter of a call that names no client.
func (s *Service) openAny(sealed, challenge string) (*session, error) {
	box, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil {
		return nil, badSession(errForeign)
	}
	found, err := s.unseal(sessionPurpose, box, challenge)
	return found, badSession(err)
}

// badSession says in AWS's words why a session is no good.
func badSession(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errExpired):
		return notAuthorized("Invalid session for the user, session is expired.", err)
	case errors.Is(err, errForeign):
		return notAuthorized("Invalid session for the user.", err)
	}
	return err
}
