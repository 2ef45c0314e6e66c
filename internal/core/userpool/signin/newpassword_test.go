package signin_test

import (
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
)

const fresh = "Fresh.Passw0rd"

func requireName(p *cognitoidp.UserPoolType) {
	for i := range p.SchemaAttributes {
		if *p.SchemaAttributes[i].Name == "name" {
			p.SchemaAttributes[i].Required = awsapi.Ptr(true)
		}
	}
}

// invited is a user with a temporary password and the session of its first sign-in.
func invited(t *testing.T) (*world, *userpool.User, *signin.Outcome) {
	t.Helper()
	w := newWorld(t, requireName)
	u := w.newUser("alice", "email", "a@example.com", "email_verified", "true", "dev:custom:x", "secret")
	w.setUser(u, func(u *userpool.User) { u.SetTemporaryPassword(w.pool, u.Password.Proof, w.clock.Now()) })
	return w, u, w.asked("NEW_PASSWORD_REQUIRED")(w.srp("alice", right))
}

func TestNewPassword(t *testing.T) {
	t.Parallel()
	w, u, out := invited(t)
	if out.Params["requiredAttributes"] != `["userAttributes.name"]` || out.Params["USER_ID_FOR_SRP"] != "alice" ||
		out.Params["userAttributes"] != `{"email":"a@example.com","email_verified":"true"}` {
		t.Errorf("challenge %v", out.Params)
	}
	got, err := w.answer("NEW_PASSWORD_REQUIRED", out.Session, "USERNAME", "alice", "NEW_PASSWORD", fresh, "userAttributes.name", "Alice")
	w.must(err)
	if got.Tokens == nil {
		t.Fatalf("got %+v", got)
	}
	u = w.user(u)
	if u.Status != userpool.Confirmed || u.Attributes.Get("name") != "Alice" || !u.Password.Expires.IsZero() {
		t.Errorf("user %+v", u)
	}
	_, err = w.srp("alice", fresh)
	w.must(err)
	_, err = w.srp("alice", right)
	w.refused(err, wrong)
	_, err = w.answer("NEW_PASSWORD_REQUIRED", out.Session, "USERNAME", "alice", "NEW_PASSWORD", "Other.Passw0rd", "userAttributes.name", "A")
	w.refused(err, badSession) // it died with the password that it followed
}

func TestNewPasswordRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		responses []string
		between   func(*world, *userpool.User)
		want      string
	}{
		"too short":      {[]string{"NEW_PASSWORD", "Ab1.", "userAttributes.name", "A"}, nil, "InvalidPasswordException: Password did not conform with policy: Password not long enough"},
		"no digits":      {[]string{"NEW_PASSWORD", "Abcdefgh.", "userAttributes.name", "A"}, nil, "InvalidPasswordException: Password did not conform with policy: Password must have numeric characters"},
		"without a name": {nil, nil, "InvalidParameterException: Invalid attributes given, name is missing"},
		"empty name":     {[]string{"userAttributes.name", ""}, nil, "InvalidParameterException: Invalid attributes given, name is missing"},
		"what is there":  {[]string{"userAttributes.name", "A", "userAttributes.email", "b@example.com"}, nil, "NotAuthorizedException: Cannot modify an already provided email"},
		"verified flag":  {[]string{"userAttributes.name", "A", "userAttributes.phone_number_verified", "true"}, nil, "NotAuthorizedException: A client attempted to write unauthorized attribute"},
		"not in schema":  {[]string{"userAttributes.name", "A", "userAttributes.custom:x", "1"}, nil, "InvalidParameterException: Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema."},
		"other user":     {[]string{"userAttributes.name", "A", "USERNAME", "bob"}, func(w *world, _ *userpool.User) { w.newUser("bob") }, badSession},
		"expired":        {[]string{"userAttributes.name", "A"}, func(w *world, _ *userpool.User) { w.clock.Advance(3 * time.Minute) }, expired},
		"other client": {[]string{"userAttributes.name", "A"}, func(w *world, _ *userpool.User) {
			w.client = w.newClient(func(*cognitoidp.CreateUserPoolClientRequest) {})
		}, badSession},
		"unwritable": {[]string{"userAttributes.name", "A"}, func(w *world, _ *userpool.User) {
			w.setClient(func(c *userpool.Client) { c.Settings.WriteAttributes = []string{"email"} })
		}, "NotAuthorizedException: A client attempted to write unauthorized attribute"},
		"reset meanwhile": {[]string{"userAttributes.name", "A"}, func(w *world, u *userpool.User) {
			w.setUser(u, func(u *userpool.User) { u.SetTemporaryPassword(w.pool, w.proof("alice", right), w.clock.Now()) })
		}, badSession},
		"disabled": {[]string{"userAttributes.name", "A"}, func(w *world, u *userpool.User) {
			w.setUser(u, func(u *userpool.User) { u.Disabled = true })
		}, "NotAuthorizedException: User is disabled."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, u, out := invited(t)
			if c.between != nil {
				c.between(w, u)
			}
			_, err := w.answer("NEW_PASSWORD_REQUIRED", out.Session, append([]string{"USERNAME", "alice", "NEW_PASSWORD", fresh}, c.responses...)...)
			w.refused(err, c.want)
		})
	}
}

func TestTemporaryPasswordExpires(t *testing.T) {
	t.Parallel()
	w, _, _ := invited(t)
	w.clock.Advance(7*24*time.Hour + time.Second)
	_, err := w.srp("alice", right)
	w.refused(err, "NotAuthorizedException: Temporary password has expired and must be reset by an administrator.")
}

func TestPasswordHistory(t *testing.T) {
	t.Parallel()
	w, _, out := invited(t)
	_, err := w.pools.Store.Pools.Update(t.Context(), w.pool.ID, func(p *userpool.Pool) error {
		p.Settings.Policies.PasswordPolicy.PasswordHistorySize = awsapi.Ptr(int64(2))
		return nil
	})
	w.must(err)
	_, err = w.answer("NEW_PASSWORD_REQUIRED", out.Session, "USERNAME", "alice", "NEW_PASSWORD", right, "userAttributes.name", "A")
	w.refused(err, "PasswordHistoryPolicyViolationException: Password has previously been used")
}
