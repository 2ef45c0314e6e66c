package signin_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/message"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/factor"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
)

// demand sets how the pool stands to second factors.
func demand(mfa string, sms bool) func(*cognitoidp.UserPoolType) {
	return func(p *cognitoidp.UserPoolType) {
		p.MfaConfiguration = &mfa
		if sms {
			p.SmsConfiguration = &cognitoidp.SmsConfigurationType{SnsCallerArn: awsapi.Ptr("arn:aws:iam::000000000000:role/sms")}
		}
	}
}

func (w *world) offerApps() {
	w.t.Helper()
	pool, err := w.pools.Store.Pools.Update(w.t.Context(), w.pool.ID, func(p *userpool.Pool) error { p.SoftwareTokenMFA = true; return nil })
	w.must(err)
	w.pool = pool
}

func (w *world) code(secret string) string {
	w.t.Helper()
	code, err := factor.Code(secret, w.real.Now())
	w.must(err)
	return code
}

// withApp is a user with an authenticator app.
func (w *world) withApp(name string, attributes ...string) (*userpool.User, string) {
	w.t.Helper()
	u := w.newUser(name, attributes...)
	secret, err := w.signin.Associate(w.t.Context(), w.pool, u)
	w.must(err)
	w.must(w.signin.Verify(w.t.Context(), u, w.code(secret), "phone"))
	w.must(w.signin.SetPreference(w.t.Context(), u, signin.Preference{
		Software: &cognitoidp.SoftwareTokenMfaSettingsType{Enabled: awsapi.Ptr(true), PreferredMfa: awsapi.Ptr(true)},
	}))
	return u, secret
}

func TestSoftwareToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, demand("OPTIONAL", false))
	w.offerApps()
	u, secret := w.withApp("alice")
	out := w.asked("SOFTWARE_TOKEN_MFA")(w.srp("alice", right))
	if out.Params["USER_ID_FOR_SRP"] != "alice" || out.Params["FRIENDLY_DEVICE_NAME"] != "phone" {
		t.Errorf("challenge %v", out.Params)
	}
	const used = "ExpiredCodeException: Your software token has already been used once."
	_, err := w.answer("SOFTWARE_TOKEN_MFA", out.Session, "USERNAME", "alice", "SOFTWARE_TOKEN_MFA_CODE", w.code(secret))
	w.refused(err, used) // the setup has used it
	w.real.Advance(30 * time.Second)
	for _, code := range []string{"000000", "", w.code(strings.Repeat("A", 52))} {
		want := "CodeMismatchException: Invalid code received for user"
		if code == "" {
			want = "InvalidParameterException: Missing required parameter SOFTWARE_TOKEN_MFA_CODE"
		}
		_, err = w.answer("SOFTWARE_TOKEN_MFA", out.Session, "USERNAME", "alice", "SOFTWARE_TOKEN_MFA_CODE", code)
		w.refused(err, want)
	}
	got, err := w.answer("SOFTWARE_TOKEN_MFA", out.Session, "USERNAME", u.Sub, "SOFTWARE_TOKEN_MFA_CODE", w.code(secret))
	w.must(err)
	if got.Tokens == nil {
		t.Fatalf("got %+v", got)
	}
	_, err = w.answer("SOFTWARE_TOKEN_MFA", out.Session, "USERNAME", "alice", "SOFTWARE_TOKEN_MFA_CODE", w.code(secret))
	w.refused(err, onlyOnce)
	again := w.asked("SOFTWARE_TOKEN_MFA")(w.srp("alice", right))
	_, err = w.answer("SOFTWARE_TOKEN_MFA", again.Session, "USERNAME", "alice", "SOFTWARE_TOKEN_MFA_CODE", w.code(secret))
	w.refused(err, used)
	_, err = w.answer("SMS_MFA", again.Session, "USERNAME", "alice", "SMS_MFA_CODE", "123456")
	w.refused(err, badSession) // another challenge's
	w.newUser("bob")
	_, err = w.answer("SOFTWARE_TOKEN_MFA", again.Session, "USERNAME", "bob", "SOFTWARE_TOKEN_MFA_CODE", w.code(secret))
	w.refused(err, badSession)
	w.clock.Advance(3 * time.Minute)
	_, err = w.answer("SOFTWARE_TOKEN_MFA", again.Session, "USERNAME", "alice", "SOFTWARE_TOKEN_MFA_CODE", w.code(secret))
	w.refused(err, expired)
}

// One code at the same time in two sessions signs in once.
func TestCodeInTwoSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, demand("ON", false))
	w.offerApps()
	_, secret := w.withApp("alice")
	w.real.Advance(time.Minute)
	code := w.code(secret)
	var sessions []string
	for range 4 {
		sessions = append(sessions, w.asked("SOFTWARE_TOKEN_MFA")(w.srp("alice", right)).Session)
	}
	var mu sync.Mutex
	var group sync.WaitGroup
	granted := 0
	for _, session := range sessions {
		group.Go(func() {
			if out, err := w.answer("SOFTWARE_TOKEN_MFA", session, "USERNAME", "alice", "SOFTWARE_TOKEN_MFA_CODE", code); err == nil && out.Tokens != nil {
				mu.Lock()
				defer mu.Unlock()
				granted++
			}
		})
	}
	group.Wait()
	if granted != 1 {
		t.Errorf("%d sign-ins", granted)
	}
}

// A session dies of ten wrong codes, and the user's lock outlives it.
func TestGuessing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, demand("ON", false))
	w.offerApps()
	_, secret := w.withApp("alice")
	w.real.Advance(time.Minute)
	out := w.asked("SOFTWARE_TOKEN_MFA")(w.srp("alice", right))
	guess := func(session, code string) string {
		_, err := w.answer("SOFTWARE_TOKEN_MFA", session, "USERNAME", "alice", "SOFTWARE_TOKEN_MFA_CODE", code)
		return told(err)
	}
	for i := range 10 {
		if got := guess(out.Session, "000000"); got != "CodeMismatchException: Invalid code received for user" {
			t.Fatalf("guess %d: %s", i, got)
		}
	}
	if got := guess(out.Session, w.code(secret)); got != badSession {
		t.Errorf("the right code after ten: %s", got)
	}
	_, err := w.srp("alice", right)
	w.refused(err, lockedOut)
	w.clock.Advance(time.Second)
	next := w.asked("SOFTWARE_TOKEN_MFA")(w.srp("alice", right))
	if got := guess(next.Session, "000000"); got != "CodeMismatchException: Invalid code received for user" {
		t.Fatal(got)
	}
	if got := guess(next.Session, w.code(secret)); got != lockedOut {
		t.Errorf("during the lock: %s", got)
	}
	w.clock.Advance(2 * time.Second)
	if got := guess(next.Session, w.code(secret)); got != "no error" {
		t.Errorf("after the lock: %s", got)
	}
	w.real.Advance(time.Minute)
	again := w.asked("SOFTWARE_TOKEN_MFA")(w.srp("alice", right))
	if got := guess(again.Session, "000000"); got != "CodeMismatchException: Invalid code received for user" {
		t.Fatal(got)
	}
	if got := guess(again.Session, w.code(secret)); got != "no error" {
		t.Errorf("a right code forgives: %s", got)
	}
}

func TestSetUpApp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.newUser("alice")
	ctx := t.Context()
	_, err := w.signin.Associate(ctx, w.pool, u)
	w.refused(err, "SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool")
	w.offerApps()
	const none = "SoftwareTokenMFANotFoundException: User has not set up software token mfa"
	w.refused(w.signin.Verify(ctx, u, "000000", ""), none)
	on := signin.Preference{Software: &cognitoidp.SoftwareTokenMfaSettingsType{Enabled: awsapi.Ptr(true)}}
	w.refused(w.signin.SetPreference(ctx, u, on), "InvalidParameterException: User has not verified software token mfa")
	first, err := w.signin.Associate(ctx, w.pool, u)
	w.must(err)
	secret, err := w.signin.Associate(ctx, w.pool, u) // the later one counts
	w.must(err)
	if len(secret) != 52 || secret == first {
		t.Errorf("secrets %s, %s", first, secret)
	}
	const mismatch = "EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA"
	w.refused(w.signin.Verify(ctx, u, "000000", ""), mismatch)
	w.refused(w.signin.Verify(ctx, u, w.code(first), ""), mismatch)
	w.must(w.signin.Verify(ctx, u, w.code(secret), "phone"))
	w.refused(w.signin.Verify(ctx, u, w.code(secret), "phone"), none)
	w.must(w.signin.SetPreference(ctx, u, on))
	// A second app does not replace the first before it has shown a code.
	if _, err = w.signin.Associate(ctx, w.pool, u); err != nil {
		t.Fatal(err)
	}
	if got := w.user(u).MFA; got.TOTPSecret != secret || !got.TOTPVerified || got.TOTPName != "phone" {
		t.Errorf("user %+v", got)
	}
	w.clock.Advance(25 * time.Hour)
	w.refused(w.signin.Verify(ctx, u, "000000", ""), none)
}

// A pool that insists has a user without a factor set one up before there are tokens.
func TestMFASetup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, demand("ON", false))
	w.offerApps()
	u := w.newUser("alice")
	ctx := t.Context()
	out := w.asked("MFA_SETUP")(w.srp("alice", right))
	if out.Params["MFAS_CAN_SETUP"] != `["SOFTWARE_TOKEN_MFA"]` {
		t.Errorf("challenge %v", out.Params)
	}
	_, err := w.answer("MFA_SETUP", out.Session, "USERNAME", "alice")
	w.refused(err, badSession) // nothing was set up
	_, err = w.signin.VerifySession(ctx, out.Session, "000000", "")
	w.refused(err, "SoftwareTokenMFANotFoundException: User has not set up software token mfa")
	secret, session, err := w.signin.AssociateSession(ctx, out.Session)
	w.must(err)
	_, err = w.answer("MFA_SETUP", session, "USERNAME", "alice")
	w.refused(err, badSession)
	_, err = w.signin.VerifySession(ctx, session, "000000", "")
	w.refused(err, "EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA")
	verified, err := w.signin.VerifySession(ctx, session, w.code(secret), "phone")
	w.must(err)
	_, err = w.signin.VerifySession(ctx, session, w.code(secret), "phone")
	w.refused(err, onlyOnce)
	// Whoever began at the same time with the same password cannot put another app in its place.
	other, late, err := w.signin.AssociateSession(ctx, out.Session)
	w.must(err)
	_, err = w.signin.VerifySession(ctx, late, w.code(other), "mine")
	w.refused(err, badSession)
	got, err := w.answer("MFA_SETUP", verified, "USERNAME", "alice")
	w.must(err)
	if got.Tokens == nil || w.user(u).MFA.TOTPSecret != secret || !w.user(u).MFA.Software {
		t.Errorf("got %+v, user %+v", got, w.user(u).MFA)
	}
	w.asked("SOFTWARE_TOKEN_MFA")(w.srp("alice", right))
	for _, bad := range []string{"", "x", w.block("alice")} {
		_, _, err = w.signin.AssociateSession(ctx, bad)
		w.refused(err, badSession)
	}
}

func (w *world) lastMessage() *message.Message {
	w.t.Helper()
	all, err := w.stores.outbox.Messages(w.t.Context())
	w.must(err)
	if len(all) == 0 {
		w.t.Fatal("no message")
	}
	return all[len(all)-1]
}

func TestSMS(t *testing.T) {
	t.Parallel()
	w := newWorld(t, demand("ON", true), func(p *cognitoidp.UserPoolType) { p.SmsAuthenticationMessage = awsapi.Ptr("code {####}!") })
	w.newUser("alice", "phone_number", "+14325551234")
	out := w.asked("SMS_MFA")(w.srp("alice", right)) // the one factor there can be
	if out.Params["CODE_DELIVERY_DELIVERY_MEDIUM"] != "SMS" || out.Params["CODE_DELIVERY_DESTINATION"] != "+*******1234" {
		t.Errorf("challenge %v", out.Params)
	}
	m := w.lastMessage()
	if m.Channel != "SMS" || m.To != "+14325551234" || m.Body != "code "+m.Code+"!" || len(m.Code) != 6 {
		t.Errorf("message %+v", m)
	}
	if strings.Contains(out.Session, m.Code) {
		t.Error("the session shows the code")
	}
	for _, code := range []string{"000000", m.Code + "0", m.Code[:5]} {
		_, err := w.answer("SMS_MFA", out.Session, "USERNAME", "alice", "SMS_MFA_CODE", code)
		w.refused(err, "CodeMismatchException: Invalid code or auth state for the user.")
	}
	w.clock.Advance(time.Second)
	w.asked("SMS_MFA")(w.srp("alice", right))
	_, err := w.answer("SMS_MFA", out.Session, "USERNAME", "alice", "SMS_MFA_CODE", w.lastMessage().Code)
	if w.lastMessage().Code != m.Code {
		w.refused(err, "CodeMismatchException: Invalid code or auth state for the user.") // the other session's
	}
	got, err := w.answer("SMS_MFA", out.Session, "USERNAME", "alice", "SMS_MFA_CODE", m.Code)
	w.must(err)
	if got.Tokens == nil {
		t.Errorf("got %+v", got)
	}
	_, err = w.answer("SMS_MFA", out.Session, "USERNAME", "alice", "SMS_MFA_CODE", m.Code)
	w.refused(err, onlyOnce)
}

func TestChoiceOfFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, demand("OPTIONAL", true))
	w.offerApps()
	ctx := t.Context()
	w.newUser("plain")
	w.enter("plain") // optional, and none
	u, secret := w.withApp("alice", "phone_number", "+14325551234")
	yes, no := awsapi.Ptr(true), awsapi.Ptr(false)
	w.must(w.signin.SetPreference(ctx, u, signin.Preference{SMS: &cognitoidp.SMSMfaSettingsType{Enabled: yes}}))
	w.asked("SOFTWARE_TOKEN_MFA")(w.srp("alice", right)) // preferred
	w.must(w.signin.SetPreference(ctx, u, signin.Preference{Software: &cognitoidp.SoftwareTokenMfaSettingsType{Enabled: yes, PreferredMfa: no}}))
	w.real.Advance(time.Minute)
	out := w.asked("SELECT_MFA_TYPE")(w.srp("alice", right))
	if out.Params["MFAS_CAN_CHOOSE"] != `["SMS_MFA","SOFTWARE_TOKEN_MFA"]` {
		t.Errorf("challenge %v", out.Params)
	}
	_, err := w.answer("SELECT_MFA_TYPE", out.Session, "USERNAME", "alice", "ANSWER", "EMAIL_OTP")
	w.refused(err, "InvalidParameterException: Invalid MFA type selected.")
	chosen := w.asked("SOFTWARE_TOKEN_MFA")(w.answer("SELECT_MFA_TYPE", out.Session, "USERNAME", "alice", "ANSWER", "SOFTWARE_TOKEN_MFA"))
	_, err = w.answer("SELECT_MFA_TYPE", out.Session, "USERNAME", "alice", "ANSWER", "SMS_MFA")
	w.refused(err, onlyOnce)
	_, err = w.answer("SOFTWARE_TOKEN_MFA", chosen.Session, "USERNAME", "alice", "SOFTWARE_TOKEN_MFA_CODE", w.code(secret))
	w.must(err)
	out = w.asked("SELECT_MFA_TYPE")(w.srp("alice", right))
	w.asked("SMS_MFA")(w.answer("SELECT_MFA_TYPE", out.Session, "USERNAME", "alice", "ANSWER", "SMS_MFA"))
	w.must(w.signin.SetPreference(ctx, u, signin.Preference{
		SMS: &cognitoidp.SMSMfaSettingsType{Enabled: no}, Software: &cognitoidp.SoftwareTokenMfaSettingsType{Enabled: no},
	}))
	w.enter("alice")
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	w := newWorld(t, demand("OPTIONAL", true))
	w.offerApps()
	ctx := t.Context()
	u, _ := w.withApp("alice")
	yes := awsapi.Ptr(true)
	sms := &cognitoidp.SMSMfaSettingsType{Enabled: yes, PreferredMfa: yes}
	software := &cognitoidp.SoftwareTokenMfaSettingsType{Enabled: yes, PreferredMfa: yes}
	w.refused(w.signin.SetPreference(ctx, u, signin.Preference{SMS: sms}), "InvalidParameterException: User does not have delivery config set to turn on SMS_MFA")
	w.setUser(u, func(u *userpool.User) { u.Attributes.Set("phone_number", "+14325551234") })
	w.refused(w.signin.SetPreference(ctx, u, signin.Preference{SMS: sms, Software: software}), "InvalidParameterException: Only one MFA method can be preferred.")
	w.refused(w.signin.SetPreference(ctx, u, signin.Preference{Email: &cognitoidp.EmailMfaSettingsType{Enabled: yes}}), "NotImplemented: Sallyport does not serve the second factor EMAIL_OTP.")
	w.refused(w.signin.SetPreference(ctx, u, signin.Preference{WebAuthn: &cognitoidp.WebAuthnMfaSettingsType{Enabled: yes}}), "NotImplemented: Sallyport does not serve the second factor WEB_AUTHN.")
	if got := w.user(u).MFA; got.SMS || got.Preferred != "SOFTWARE_TOKEN_MFA" {
		t.Errorf("a refused setting left %+v", got)
	}
	w.must(w.signin.SetPreference(ctx, u, signin.Preference{SMS: sms}))
	if list, preferred := w.user(u).MFASettings(); len(list) != 2 || *preferred != "SMS_MFA" {
		t.Errorf("settings %v, %v", list, preferred)
	}
	w.must(w.signin.SetPreference(ctx, u, signin.Preference{SMS: &cognitoidp.SMSMfaSettingsType{Enabled: awsapi.Ptr(false)}}))
	if list, preferred := w.user(u).MFASettings(); len(list) != 1 || preferred != nil {
		t.Errorf("settings %v, %v", list, preferred)
	}
}

// Factors of a pool that switched them off are not asked for, and one that insists has new ones set up.
func TestFactorsThatThePoolLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, demand("ON", true))
	w.offerApps()
	w.withApp("alice")
	w.asked("SOFTWARE_TOKEN_MFA")(w.srp("alice", right))
	_, err := w.pools.Store.Pools.Update(t.Context(), w.pool.ID, func(p *userpool.Pool) error { p.SoftwareTokenMFA = false; return nil })
	w.must(err)
	out := w.asked("MFA_SETUP")(w.srp("alice", right))
	if out.Params["MFAS_CAN_SETUP"] != `["SMS_MFA"]` {
		t.Errorf("challenge %v", out.Params)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, demand("OPTIONAL", true))
	u := w.newUser("alice", "phone_number", "+14325551234")
	sms := []cognitoidp.MFAOptionType{{DeliveryMedium: awsapi.Ptr("SMS"), AttributeName: awsapi.Ptr("phone_number")}}
	w.must(w.signin.SetOptions(t.Context(), u, sms))
	w.asked("SMS_MFA")(w.srp("alice", right))
	w.must(w.signin.SetOptions(t.Context(), u, nil))
	w.enter("alice")
	sms[0].DeliveryMedium = awsapi.Ptr("EMAIL")
	w.refused(w.signin.SetOptions(t.Context(), u, sms), "InvalidParameterException: MFA options can only be SMS to phone_number.")
}
