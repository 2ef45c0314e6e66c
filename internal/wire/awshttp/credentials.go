package awshttp

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// Credentials finds access keys.
type Credentials interface {
	// Lookup answers ErrUnknownKey for a key that does not exist or is not active.
	Lookup(ctx context.Context, accessKeyID string) (Credential, error)
}

// ErrUnknownKey is the answer of Credentials to a key that nobody may use.
var ErrUnknownKey = errors.New("unknown access key")

// Credential is what is known of an access key.
type Credential struct {
	Secret string
	// SessionToken is what must come with a temporary key; a long-term key has none and must come without.
	SessionToken string
	// Expires is when a temporary key ends; zero is never.
	Expires time.Time
	// Caller is who signs with it.
	Caller awsapi.Caller
	// Development marks a key that everybody knows: it is good only on a connection that Config.Development admits.
	Development bool
}

// Admission says whether what is made for development may be used on the connection of a request.
type Admission interface {
	// Admit refuses with a *Refusal, which can be shown.
	Admit(r *http.Request) error
}

// Refusal is why a connection is not admitted.
type Refusal struct {
	// Rule is "listener", "peer", "host" or "origin".
	Rule string
	// Reason is a sentence that can be shown.
	Reason string
}

func (r *Refusal) Error() string { return r.Reason }
