package signin

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/srp"
)

// beginSRP is the first step of SRP. A user without a password gets a stand-in's, so that nothing tells it from another.
func (s *Service) beginSRP(_ context.Context, a *attempt) (*Outcome, error) {
	salt, verifier, err := s.proof(a)
	if err != nil {
		return nil, err
	}
	exchange, err := srp.Begin(s.Rand, verifier, a.params["SRP_A"])
	if errors.Is(err, srp.ErrNumber) {
		return nil, cognitoidp.InvalidParameterException("Invalid SRP_A.").Because(err)
	}
	if err != nil {
		return nil, err
	}
	next, err := s.newSession(a, "PASSWORD_VERIFIER")
	if err != nil {
		return nil, err
	}
	next.SRP = exchange.State()
	block, err := s.seal(blockPurpose, next)
	if err != nil {
		return nil, err
	}
	return &Outcome{Challenge: next.Challenge, Params: map[string]string{
		"USERNAME": a.user.Username, "USER_ID_FOR_SRP": a.user.Username, "SRP_B": exchange.B(), "SALT": salt,
		"SECRET_BLOCK": base64.StdEncoding.EncodeToString(block),
	}}, nil
}

func (s *Service) proof(a *attempt) (salt string, verifier []byte, err error) {
	of := a.user.Password.Proof
	if of.Verifier == "" {
		of = s.standIn(a.pool, a.user.Username).Password.Proof
	}
	verifier, err = hex.DecodeString(of.Verifier)
	if err != nil {
		return "", nil, fmt.Errorf("the stored verifier is not hexadecimal: %w", err)
	}
	return of.Salt, verifier, nil
}

// passwordVerifier is the second step of SRP. Its state comes back in the secret block; a Session is not needed.
func passwordVerifier() challenge {
	return challenge{
		required: []string{"PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP"},
		resume:   (*Service).resumeSRP, judge: (*Service).judgeSRP, lock: (*Service).passwordLock, miss: (*Service).missPassword,
		next: (*Service).passed,
	}
}

func (s *Service) resumeSRP(a *attempt, _ string) (*session, error) {
	box, err := block(a)
	if err != nil {
		return nil, err
	}
	found, err := s.unseal(blockPurpose, box, "PASSWORD_VERIFIER")
	if err == nil && found.ClientID != a.client.ID {
		err = errForeign
	}
	if errors.Is(err, errForeign) {
		return nil, wrongPassword(err)
	}
	return found, badSession(err)
}

// block reads the secret block, in either alphabet of base64: clients send it back as they like.
func block(a *attempt) ([]byte, error) {
	text := strings.NewReplacer("-", "+", "_", "/").Replace(a.params["PASSWORD_CLAIM_SECRET_BLOCK"])
	box, err := base64.RawStdEncoding.Strict().DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return nil, wrongPassword(errors.New("the secret block is not base64"))
	}
	return box, nil
}

// farthest is how far the clock of a client may be off.
const farthest = 15 * time.Minute

func (s *Service) judgeSRP(_ context.Context, a *attempt) (*verdict, error) {
	at, err := srp.ReadTimestamp(a.params["TIMESTAMP"])
	if err != nil {
		return nil, cognitoidp.InvalidParameterException("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.").Because(err)
	}
	if off := s.Real().Sub(at).Abs(); off > farthest {
		return nil, wrongPassword(fmt.Errorf("the client's clock is off by %s", off.Round(time.Second)))
	}
	signature, err := base64.StdEncoding.DecodeString(a.params["PASSWORD_CLAIM_SIGNATURE"])
	if err != nil {
		return nil, wrongPassword(errors.New("the signature is not base64"))
	}
	exchange, err := srp.Resume(a.session.SRP)
	if err != nil {
		return nil, err
	}
	_, verifier, err := s.proof(a)
	if err != nil {
		return nil, err
	}
	box, err := block(a)
	if err != nil {
		return nil, err
	}
	right := exchange.Check(verifier, srp.Proof{
		PoolName: a.pool.SRPName(), Username: a.user.Username, SecretBlock: box, Timestamp: a.params["TIMESTAMP"], Signature: signature,
	})
	if !right || a.unknown || a.user.Password.Verifier == "" {
		return &verdict{wrong: wrongPassword(errors.New("the signature is wrong"))}, nil
	}
	return &verdict{change: func(u *userpool.User) error { return forgivePassword(u, s) }, idle: func(u *userpool.User) bool { return u.Attempts.Failed == 0 }}, nil
}
