package signin_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

func TestSRP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.newUser("alice", "email", "alice@example.com")
	_, out, err := w.srpStart("alice", right)
	w.asked("PASSWORD_VERIFIER")(out, err)
	if out.Session != "" || out.Params["USERNAME"] != "alice" || out.Params["USER_ID_FOR_SRP"] != "alice" {
		t.Errorf("challenge %+v", out)
	}
	if rows, err := w.stores.signin.Sessions.List(t.Context(), record.Query{}); err != nil || len(rows) != 0 {
		t.Errorf("starting wrote %d sessions, %v", len(rows), err)
	}
	got, err := w.srp("alice", right)
	w.must(err)
	access, err := w.tokens.Verify(t.Context(), got.Tokens.Access, []string{w.pool.ID})
	w.must(err)
	id, err := w.tokens.Verify(t.Context(), got.Tokens.ID, []string{w.pool.ID})
	w.must(err)
	if access.Use != token.Access || access.Subject != u.Sub || access.Username != "alice" || access.Scope != token.SelfService ||
		access.ClientID != w.client.ID || id.Use != token.ID || id.ClientID != w.client.ID || got.Tokens.ExpiresIn != 3600 {
		t.Errorf("access %+v\nid %+v", access, id)
	}
	if !strings.HasPrefix(got.Tokens.Refresh, "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.") ||
		strings.Count(got.Tokens.Refresh, ".") != 4 {
		t.Errorf("refresh token %s", got.Tokens.Refresh)
	}
}

// Names that mean the same user at both steps are all good, and so are both alphabets of base64.
func TestSRPSpellings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *cognitoidp.UserPoolType) {
		p.AliasAttributes = []string{"email"}
		p.UsernameConfiguration = &cognitoidp.UsernameConfigurationType{CaseSensitive: awsapi.Ptr(false)}
	})
	u := w.newUser("alice", "email", "alice@example.com", "email_verified", "true")
	for _, name := range []string{"alice", "ALICE", u.Sub, "alice@example.com"} {
		c, out, err := w.srpStart(name, right)
		w.asked("PASSWORD_VERIFIER")(out, err)
		responses := c.responses(out, w.real.Now())
		responses[3] = strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(responses[3]), "=")
		responses[1] = name
		if got, err := w.answer("PASSWORD_VERIFIER", "anything", responses...); err != nil || got.Tokens == nil {
			t.Errorf("as %s: %v", name, err)
		}
	}
}

func TestSRPRefusals(t *testing.T) {
	t.Parallel()
	type step struct {
		w         *world
		u         *userpool.User
		responses []string // USERNAME, block, TIMESTAMP, signature at odd places
	}
	for name, c := range map[string]struct {
		between func(*step)
		want    string
	}{
		"wrong signature": {func(s *step) { s.responses[7] = "AAAA" + s.responses[7][4:] }, wrong},
		"no base64":       {func(s *step) { s.responses[7] = "!" }, wrong},
		"tampered block": {func(s *step) {
			s.responses[3] = s.responses[3][:40] + flip(s.responses[3][40:41]) + s.responses[3][41:]
		}, wrong},
		"no block":            {func(s *step) { s.responses[3] = "!" }, wrong},
		"block of nothing":    {func(s *step) { s.responses[3] = "AAAA" }, wrong},
		"empty block":         {func(s *step) { s.responses[3] = "" }, "InvalidParameterException: Missing required parameter PASSWORD_CLAIM_SECRET_BLOCK"},
		"other user's name":   {func(s *step) { s.w.newUser("bob"); s.responses[1] = "bob" }, badSession},
		"other user's block":  {func(s *step) { s.w.newUser("bob"); s.responses[3] = s.w.block("bob") }, badSession},
		"other block":         {func(s *step) { s.responses[3] = s.w.block("alice") }, wrong},
		"other client":        {func(s *step) { s.w.client = s.w.newClient(func(*cognitoidp.CreateUserPoolClientRequest) {}) }, wrong},
		"clock an hour ahead": {func(s *step) { s.w.real.Advance(time.Hour) }, wrong},
		"clock an hour back":  {func(s *step) { s.w.real.Advance(-time.Hour) }, wrong},
		"time of another form": {func(s *step) { s.responses[5] = "2026-01-02T03:04:05Z" },
			"InvalidParameterException: TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english."},
		"other time": {func(s *step) { s.responses[5] = "Fri Jan 2 03:04:06 UTC 2026" }, wrong},
		"expired":    {func(s *step) { s.w.clock.Advance(3 * time.Minute) }, expired},
		"new password": {func(s *step) {
			s.w.setUser(s.u, func(u *userpool.User) { u.SetPassword(s.w.pool, s.w.proof("alice", right), s.w.clock.Now()) })
		}, badSession},
		"deleted":       {func(s *step) { s.w.must(s.w.pools.DeleteUser(s.w.t.Context(), s.u)) }, wrong},
		"disabled":      {func(s *step) { s.w.setUser(s.u, func(u *userpool.User) { u.Disabled = true }) }, "NotAuthorizedException: User is disabled."},
		"unconfirmed":   {func(s *step) { s.w.setUser(s.u, func(u *userpool.User) { u.Status = userpool.Unconfirmed }) }, "UserNotConfirmedException: User is not confirmed."},
		"to be reset":   {func(s *step) { s.w.setUser(s.u, func(u *userpool.User) { u.Status = userpool.ResetRequired }) }, "PasswordResetRequiredException: Password reset required for the user"},
		"of a provider": {func(s *step) { s.w.setUser(s.u, func(u *userpool.User) { u.Status = userpool.ExternalProvider }) }, wrong},
		"locked": {func(s *step) {
			s.w.setUser(s.u, func(u *userpool.User) { u.Attempts.Locked = s.w.clock.Now().Add(time.Second) })
		}, lockedOut},
		"client deleted": {func(s *step) { s.w.must(s.w.pools.Store.Clients.Delete(s.w.t.Context(), s.w.client.ID)) }, "ResourceNotFoundException: User pool client CLIENT does not exist."},
		"with a device": {func(s *step) { s.responses = append(s.responses, "DEVICE_KEY", "eu-west-1_x") },
			"ResourceNotFoundException: Device does not exist."},
		"without a name": {func(s *step) { s.responses[1] = "" }, "InvalidParameterException: Missing required parameter USERNAME"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			s := &step{w: w, u: w.newUser("alice")}
			client, out, err := w.srpStart("alice", right)
			w.asked("PASSWORD_VERIFIER")(out, err)
			s.responses = client.responses(out, w.real.Now())
			c.between(s)
			_, err = w.answer("PASSWORD_VERIFIER", "", s.responses...)
			w.refused(err, strings.ReplaceAll(c.want, "CLIENT", w.client.ID))
		})
	}
}

func flip(digit string) string {
	if digit == "A" {
		return "B"
	}
	return "A"
}

// block is a secret block of another exchange.
func (w *world) block(name string) string {
	w.t.Helper()
	_, out, err := w.srpStart(name, right)
	w.must(err)
	return out.Params["SECRET_BLOCK"]
}

// Of many answers with one block, side by side or one after the other, one is good.
func TestSRPReplay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.newUser("alice")
	c, out, err := w.srpStart("alice", right)
	w.asked("PASSWORD_VERIFIER")(out, err)
	responses := c.responses(out, w.real.Now())
	var mu sync.Mutex
	var group sync.WaitGroup
	said := map[string]int{}
	for range 6 {
		group.Go(func() {
			_, err := w.answer("PASSWORD_VERIFIER", "", responses...)
			mu.Lock()
			defer mu.Unlock()
			said[told(err)]++
		})
	}
	group.Wait()
	if said["no error"] != 1 || said[onlyOnce] != 5 {
		t.Errorf("got %v", said)
	}
	_, err = w.answer("PASSWORD_VERIFIER", "", responses...)
	w.refused(err, onlyOnce)
}

func TestSRPNumbers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.newUser("alice")
	n := newSRPClient("", "").n
	for _, a := range []string{"0", "00", "-1", "zz", n.Text(16), strings.Repeat("f", 2000)} {
		_, err := w.start("USER_SRP_AUTH", "USERNAME", "alice", "SRP_A", a)
		w.refused(err, "InvalidParameterException: Invalid SRP_A.")
	}
}

// A name that nobody has gets a challenge that cannot be told from a user's, and never tokens.
func TestStandIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.newUser("alice")
	w.setClient(func(c *userpool.Client) { c.Settings.PreventUserExistenceErrors = awsapi.Ptr("ENABLED") })
	_, user, err := w.srpStart("alice", right)
	w.asked("PASSWORD_VERIFIER")(user, err)
	_, nobody, err := w.srpStart("clara", right)
	w.asked("PASSWORD_VERIFIER")(nobody, err)
	_, again, err := w.srpStart("clara", right)
	w.must(err)
	if a, b := shape(user), shape(nobody); !slices.Equal(a, b) {
		t.Errorf("a user has %v, a stand-in %v", a, b)
	}
	if nobody.Params["SALT"] != again.Params["SALT"] || nobody.Params["USER_ID_FOR_SRP"] != again.Params["USER_ID_FOR_SRP"] {
		t.Error("a stand-in is another each time")
	}
	_, err = w.srp("clara", right)
	w.refused(err, wrong)
	_, err = w.start("USER_PASSWORD_AUTH", "USERNAME", "clara", "PASSWORD", right)
	w.refused(err, wrong)
	_, err = w.adminStart("ADMIN_USER_PASSWORD_AUTH", "USERNAME", "clara", "PASSWORD", right)
	w.refused(err, "UserNotFoundException: User does not exist.")
	w.setClient(func(c *userpool.Client) { c.Settings.PreventUserExistenceErrors = awsapi.Ptr("LEGACY") })
	for _, flow := range []string{"USER_SRP_AUTH", "USER_PASSWORD_AUTH"} {
		_, err = w.start(flow, "USERNAME", "clara", "PASSWORD", right, "SRP_A", "2")
		w.refused(err, "UserNotFoundException: User does not exist.")
	}
}

// shape is which parameters there are and how long those of fixed length are.
func shape(out *signin.Outcome) []string {
	var s []string
	for name, value := range out.Params {
		if name == "SRP_B" {
			value = "" // may begin with zeros
		}
		s = append(s, name+strings.Repeat(".", len(value)))
	}
	slices.Sort(s)
	return s
}

// The lock of a name that nobody has is a user's.
func TestStandInLock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.newUser("alice")
	w.setClient(func(c *userpool.Client) { c.Settings.PreventUserExistenceErrors = awsapi.Ptr("ENABLED") })
	for _, name := range []string{"alice", "clara"} {
		var said []string
		for range 6 {
			_, err := w.srp(name, "Wrong.Passw0rd")
			said = append(said, told(err))
		}
		if want := []string{wrong, wrong, wrong, wrong, wrong, lockedOut}; !slices.Equal(said, want) {
			t.Errorf("%s: %q", name, said)
		}
	}
}

// A user without a password fails like one with another.
func TestNoPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.newUser("alice")
	w.setUser(u, func(u *userpool.User) { u.Password = userpool.Password{} })
	_, err := w.srp("alice", "")
	w.refused(err, wrong)
	_, err = w.srp("alice", right)
	w.refused(err, wrong)
	_, err = w.start("USER_PASSWORD_AUTH", "USERNAME", "alice", "PASSWORD", right)
	w.refused(err, wrong)
}

func TestPrivateErrorsStayPrivate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.newUser("alice")
	w.setUser(u, func(u *userpool.User) { u.Password.Verifier = "not hex" })
	_, err := w.srp("alice", right)
	if err == nil || awsapi.AsException(err) != nil || errors.Is(err, record.ErrNotFound) {
		t.Errorf("a damaged verifier: %v", err)
	}
}
