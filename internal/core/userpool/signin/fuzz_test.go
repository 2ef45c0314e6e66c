package signin_test

import (
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
)

// Whatever comes as a session, block or refresh token is refused by an exception and signs nobody in.
func FuzzSealed(f *testing.F) {
	w := newWorld(f, demand("ON", false))
	w.offerApps()
	w.newUser("alice")
	session := w.asked("MFA_SETUP")(w.srp("alice", right)).Session
	_, began, err := w.srpStart("alice", right)
	w.must(err)
	for _, seed := range []string{"", "A", "....", session, session + "A", began.Params["SECRET_BLOCK"], "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.AQ.AA.AA.AA"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		answer := func(challenge string, responses ...string) {
			out, err := w.signin.Answer(t.Context(), signin.Answer{
				ClientID: w.client.ID, Challenge: challenge, Session: text, Responses: pairs(append(responses, "USERNAME", "alice")),
			})
			if out != nil || awsapi.AsException(err) == nil {
				t.Errorf("%s: %+v, %v", challenge, out, err)
			}
		}
		answer("MFA_SETUP")
		answer("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD", right)
		answer("SMS_MFA", "SMS_MFA_CODE", "000000")
		answer("PASSWORD_VERIFIER", "PASSWORD_CLAIM_SECRET_BLOCK", text, "TIMESTAMP", "Fri Jan 2 03:04:05 UTC 2026", "PASSWORD_CLAIM_SIGNATURE", text)
		tokens, err := w.signin.Refresh(t.Context(), &cognitoidp.GetTokensFromRefreshTokenRequest{ClientId: &w.client.ID, RefreshToken: &text})
		if tokens != nil || awsapi.AsException(err) == nil {
			t.Errorf("refresh: %+v, %v", tokens, err)
		}
	})
}
