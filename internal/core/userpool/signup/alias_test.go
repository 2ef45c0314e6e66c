package signup_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sallyport/sallyport/internal/core/userpool"
)

func signUp(name, email string) string {
	return `{"ClientId":"$CLIENT","Username":"` + name + `","Password":"` + good + `","UserAttributes":[{"Name":"email","Value":"` + email + `"}]}`
}

func confirm(name, code, more string) string {
	return `{"ClientId":"$CLIENT","Username":"` + name + `","ConfirmationCode":"` + code + `"` + more + `}`
}

func TestAliases(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"AutoVerifiedAttributes":["email"],"AliasAttributes":["email","preferred_username","phone_number"]}`, "")
	for name, want := range map[string]string{
		"ann@example.org": "InvalidParameterException: Username cannot be of email format, since user pool is configured for email alias.",
		"+491711234567":   "InvalidParameterException: Username cannot be of phone format, since user pool is configured for phone_number alias.",
	} {
		w.want("SignUp", signUp(name, "x@example.org"), want)
	}
	w.want("SignUp", `{`+ann+`,"Password":"`+good+`","UserAttributes":[{"Name":"preferred_username","Value":"a"}]}`,
		"InvalidParameterException: Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.")
	// Two may sign up with one address; who proves it first has it.
	w.want("SignUp", signUp("ann", "x@example.org"), `"UserConfirmed":false`)
	first := w.code()
	w.want("SignUp", signUp("bob", "x@example.org"), `"UserConfirmed":false`)
	second := w.code()
	w.want("AdminGetUser", `{"UserPoolId":"$POOL","Username":"x@example.org"}`, "UserNotFoundException")
	w.want("ConfirmSignUp", confirm("ann", first, ""), `{}`)
	w.want("AdminGetUser", `{"UserPoolId":"$POOL","Username":"x@example.org"}`, `"Username":"ann"`)
	w.want("ConfirmSignUp", confirm("bob", second, ""), "AliasExistsException: An account with the email already exists.")
	w.want("AdminGetUser", `{"UserPoolId":"$POOL","Username":"bob"}`, `"UserStatus":"UNCONFIRMED"`)
	w.want("ConfirmSignUp", confirm("bob", w.wrong(), `,"ForceAliasCreation":true`), "CodeMismatchException")
	if !w.user("ann").Verified("email") {
		t.Error("a wrong code took an alias away")
	}
	w.want("ConfirmSignUp", confirm("bob", second, `,"ForceAliasCreation":true`), `{}`)
	w.want("AdminGetUser", `{"UserPoolId":"$POOL","Username":"x@example.org"}`, `"Username":"bob"`)
	w.want("AdminGetUser", `{`+annAdmin+`}`, `{"Name":"email_verified","Value":"false"}`)

	update := func(name, attributes, want string) {
		t.Helper()
		w.want("AdminUpdateUserAttributes", `{"UserPoolId":"$POOL","Username":"`+name+`","UserAttributes":[`+listed(attributes)+`]}`, want)
	}
	update("ann", `"email_verified":"true"`, "AliasExistsException: An account with the email already exists.")
	update("ann", `"preferred_username":"bob"`, "AliasExistsException: An account with the preferred_username already exists.")
	update("ann", `"preferred_username":"annie"`, `{}`)
	w.want("AdminGetUser", `{"UserPoolId":"$POOL","Username":"annie"}`, `"Username":"ann"`)
	update("bob", `"preferred_username":"annie"`, "AliasExistsException: An account with the preferred_username already exists.")
	w.want("SignUp", signUp("annie", "y@example.org"), "UsernameExistsException: User already exists")
}

func TestForcedAliasOfInvited(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"AliasAttributes":["email"]}`, "")
	create := func(name, more, want string) {
		t.Helper()
		w.want("AdminCreateUser", `{"UserPoolId":"$POOL","Username":"`+name+`","MessageAction":"SUPPRESS","UserAttributes":[`+
			listed(`"email":"x@example.org","email_verified":"true"`)+`]`+more+`}`, want)
	}
	create("ann", "", `"Username":"ann"`)
	create("bob", "", "AliasExistsException: An account with the email already exists.")
	create("bob", `,"ForceAliasCreation":true`, `"Username":"bob"`)
	create("bob", `,"ForceAliasCreation":true`, "UsernameExistsException: User account already exists")
	w.want("AdminGetUser", `{"UserPoolId":"$POOL","Username":"x@example.org"}`, `"Username":"bob"`)
	w.want("AdminGetUser", `{`+annAdmin+`}`, `{"Name":"email_verified","Value":"false"}`)
}

func TestUsernamesThatAreContacts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kinds, bad, want string }{
		{`"email"`, "ann", "InvalidParameterException: Username should be an email."},
		{`"phone_number"`, "ann@example.org", "InvalidParameterException: Username should be a phone number."},
		{`"email","phone_number"`, "ann", "InvalidParameterException: Username should be either an email or a phone number."},
	} {
		w := newWorld(t, `{"UsernameAttributes":[`+c.kinds+`]}`, "")
		w.want("SignUp", `{"ClientId":"$CLIENT","Username":"`+c.bad+`","Password":"`+good+`"}`, c.want)
		w.want("AdminCreateUser", `{"UserPoolId":"$POOL","Username":"`+c.bad+`"}`, c.want)
	}
	w := newWorld(t, `{"UsernameAttributes":["email","phone_number"],"AutoVerifiedAttributes":["email"]}`, "")
	const mail = `"Username":"ann@example.org"`
	up := `{"ClientId":"$CLIENT",` + mail + `,"Password":"` + good + `"`
	w.want("SignUp", up+`}`, `"Destination":"a***@e***"`)
	u := w.user("ann@example.org")
	if u.Username != u.Sub || u.Attributes.Get("email") != "ann@example.org" {
		t.Errorf("got %+v", u)
	}
	w.want("SignUp", up+`}`, "UsernameExistsException: An account with the given email already exists.")
	w.want("AdminCreateUser", `{"UserPoolId":"$POOL",`+mail+`}`, "UsernameExistsException: An account with the given email already exists.")
	w.want("SignUp", up+`,"UserAttributes":[{"Name":"email","Value":"eve@example.org"}]}`, "InvalidParameterException")
	w.want("ConfirmSignUp", `{"ClientId":"$CLIENT",`+mail+`,"ConfirmationCode":"`+w.code()+`"}`, `{}`)
	phone := `{"ClientId":"$CLIENT","Username":"+491711234567","Password":"` + good + `"`
	w.want("SignUp", phone+`,"UserAttributes":[{"Name":"email","Value":"ann@example.org"}]}`,
		"UsernameExistsException: An account with the given email already exists.")
	w.want("SignUp", phone+`}`, `"UserConfirmed":false`)
	w.want("SignUp", phone+`}`, "UsernameExistsException: An account with the given phone_number already exists.")
	w.want("AdminUpdateUserAttributes", `{"UserPoolId":"$POOL","Username":"+491711234567","UserAttributes":[{"Name":"email","Value":"ann@example.org"}]}`,
		"AliasExistsException: An account with the email already exists.")
}

func TestCase(t *testing.T) {
	t.Parallel()
	for _, sensitive := range []bool{false, true} {
		w := newWorld(t, fmt.Sprintf(`{"UsernameConfiguration":{"CaseSensitive":%v}}`, sensitive), "")
		w.want("SignUp", signUp("Ann", "Ann@example.org"), `"UserSub"`)
		stored, want, found := "ann", "UsernameExistsException: User already exists", `"Username":"ann"`
		if sensitive {
			stored, want, found = "Ann", `"UserSub"`, `"Username":"aNN"`
		}
		if got := w.user("Ann").Username; got != stored {
			t.Errorf("the username is %s, want %s", got, stored)
		}
		w.want("SignUp", signUp("aNN", "ann@example.org"), want)
		w.want("AdminGetUser", `{"UserPoolId":"$POOL","Username":"aNN"}`, found)
	}
}

// Whatever is done, a name means one user at most, and two users share no name that the pool finds equal.
func TestNamesAreUnique(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"AliasAttributes":["email","preferred_username"],"UsernameConfiguration":{"CaseSensitive":false}}`, "")
	names := []string{"ann", "ANN", "Ann", "bob", "Kim", "\u212aim", "ſam", "Sam"}
	mails := []string{"a@x.org", "A@X.ORG", "b@x.org"}
	rapid.Check(t, func(r *rapid.T) {
		for range 4 {
			name := rapid.SampledFrom(names).Draw(r, "name")
			mail := rapid.SampledFrom(mails).Draw(r, "mail")
			switch rapid.IntRange(0, 3).Draw(r, "step") {
			case 0:
				w.call("AdminCreateUser", `{"UserPoolId":"$POOL","Username":"`+name+`","MessageAction":"SUPPRESS"}`)
			case 1:
				w.call("AdminUpdateUserAttributes", `{"UserPoolId":"$POOL","Username":"`+name+`","UserAttributes":[`+
					listed(`"email":"`+mail+`","email_verified":"true"`)+`]}`)
			case 2:
				w.call("AdminUpdateUserAttributes", `{"UserPoolId":"$POOL","Username":"`+name+`","UserAttributes":[`+
					listed(`"preferred_username":"`+rapid.SampledFrom(names).Draw(r, "alias")+`"`)+`]}`)
			case 3:
				w.call("AdminDeleteUser", `{"UserPoolId":"$POOL","Username":"`+name+`"}`)
			}
		}
		checkUnique(r, w)
	})
}

func checkUnique(r *rapid.T, w *world) {
	page := w.call("ListUsers", `{"UserPoolId":"$POOL"}`)
	var held []string
	for _, part := range strings.Split(page, `"Name":"sub","Value":"`)[1:] {
		sub, _, _ := strings.Cut(part, `"`)
		u := w.user(sub)
		mine := []string{u.Username, u.Attributes.Get("preferred_username")}
		if u.Verified("email") {
			mine = append(mine, u.Attributes.Get("email"))
		}
		for _, name := range mine {
			if name == "" {
				continue
			}
			if found := w.user(name); found.Sub != sub {
				r.Fatalf("%q finds another user", name)
			}
			for _, other := range held {
				if strings.EqualFold(other, name) {
					r.Fatalf("two users have the name %q", name)
				}
			}
		}
		held = append(held, mine...)
	}
}

func TestMaskedContacts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"UsernameAttributes":["phone_number"],"AutoVerifiedAttributes":["phone_number"]}`, "")
	w.want("SignUp", `{"ClientId":"$CLIENT","Username":"+491711234567","Password":"`+good+`"}`, `"Destination":"+*******4567"`)
	if w.messages()[0].To != "+491711234567" {
		t.Error("the message went elsewhere")
	}
	if u := w.user("+491711234567"); u.Code(userpool.ToConfirm, "").Hash == w.code() {
		t.Error("the code is kept as it is")
	}
}
