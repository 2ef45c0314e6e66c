package signup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/access"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// byToken are the operations that take an access token, with what else they need.
var byToken = map[string]string{
	"GetUser": `"X":""`, "ChangePassword": `"PreviousPassword":"x","ProposedPassword":"` + good + `"`,
	"UpdateUserAttributes": `"UserAttributes":[{"Name":"name","Value":"A"}]`, "DeleteUserAttributes": `"UserAttributeNames":["name"]`,
	"GetUserAttributeVerificationCode": `"AttributeName":"email"`, "VerifyUserAttribute": `"AttributeName":"email","Code":"1"`,
	"GlobalSignOut": `"X":""`, "DeleteUser": `"X":""`,
}

func TestTokensThatAreRefused(t *testing.T) {
	t.Parallel()
	w := recoverableUser(t, "", "")
	u := w.user("ann")
	plain := w.token("ann")
	narrow := w.tokenWith(u, "openid email", token.Access)
	id := w.tokenWith(u, "", token.ID)
	other := *u
	other.Username = "eve"
	strange := w.tokenWith(&other, access.Scope, token.Access)
	other.Username, other.Sub = "ann", "00000000-0000-4000-8000-000000000000"
	nobody := w.tokenWith(&other, access.Scope, token.Access)
	machine := w.newClient(`{"GenerateSecret":true}`)
	asMachine := *w.client
	refused := func(text, want string) {
		t.Helper()
		for operation, rest := range byToken {
			w.want(operation, `{"AccessToken":"`+text+`",`+rest+`}`, want)
		}
	}
	refused("", "NotAuthorizedException: Invalid Access Token")
	refused("x.y.z", "NotAuthorizedException: Invalid Access Token")
	refused(plain[:len(plain)-8]+"AAAAAAAA", "NotAuthorizedException: Invalid Access Token")
	refused(id, "NotAuthorizedException: Invalid Access Token")
	refused(narrow, "NotAuthorizedException: Access Token does not have required scopes")
	refused(strange, "NotAuthorizedException: Invalid Access Token")
	refused(nobody, "UserNotFoundException: User does not exist.")
	w.client = machine
	gone := w.token("ann")
	w.client = &asMachine
	if err := w.pools.DeleteClient(w.ctx, w.pool.Home(), w.pool.ID, machine.ID); err != nil {
		t.Fatal(err)
	}
	refused(gone, "NotAuthorizedException: Invalid Access Token")

	w.want("AdminUserGlobalSignOut", `{`+annAdmin+`}`, `{}`)
	refused(plain, "NotAuthorizedException: Access Token has been revoked")
	refused(w.token("ann"), "NotAuthorizedException: Access Token has been revoked") // it does not tell that it came later
	w.clock.Advance(time.Second)
	w.want("GetUser", `{"AccessToken":"$TOKEN(ann)"}`, `"Username":"ann"`)
	again := w.token("ann")
	w.want("AdminDisableUser", `{`+annAdmin+`}`, `{}`)
	refused(again, "NotAuthorizedException: User is disabled.")
	w.want("AdminEnableUser", `{`+annAdmin+`}`, `{}`)
	refused(again, "NotAuthorizedException: Access Token has been revoked")
	w.clock.Advance(time.Second)
	late := w.token("ann")
	w.clock.Advance(2 * time.Hour)
	refused(late, "NotAuthorizedException: Access Token has expired")
	last := w.token("ann")
	w.want("AdminDeleteUser", `{`+annAdmin+`}`, `{}`)
	refused(last, "UserNotFoundException: User does not exist.")
}

func TestSignOutAndDeletion(t *testing.T) {
	t.Parallel()
	w := recoverableUser(t, "", "")
	text := w.token("ann")
	w.want("GlobalSignOut", `{"AccessToken":"`+text+`"}`, `{}`)
	w.want("GetUser", `{"AccessToken":"`+text+`"}`, "NotAuthorizedException: Access Token has been revoked")
	w.clock.Advance(time.Second)
	w.want("DeleteUser", `{"AccessToken":"$TOKEN(ann)"}`, `{}`)
	w.want("AdminGetUser", `{`+annAdmin+`}`, "UserNotFoundException")
	w.want("SignUp", annSignsUp, `"UserSub"`) // the name is free again
}

func TestWhatUsersSee(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"Schema":[{"Name":"x","AttributeDataType":"String"}]}`, "")
	w.want("AdminCreateUser", `{`+annAdmin+`,"MessageAction":"SUPPRESS","UserAttributes":[`+
		listed(`"email":"ann@example.org","email_verified":"true","custom:x":"1","name":"Ann"`)+`]}`)
	w.change("ann", func(u *userpool.User) {
		u.Status = userpool.Confirmed
		u.MFA = userpool.MFA{SMS: true, Software: true, Preferred: "SOFTWARE_TOKEN_MFA"}
	})
	got := w.want("GetUser", `{"AccessToken":"$TOKEN(ann)"}`, `"Username":"ann"`, `{"Name":"sub"`, `{"Name":"email_verified","Value":"true"}`,
		`"MFAOptions":[{"DeliveryMedium":"SMS","AttributeName":"phone_number"}]`, `"UserMFASettingList":["SMS_MFA","SOFTWARE_TOKEN_MFA"]`,
		`"PreferredMfaSetting":"SOFTWARE_TOKEN_MFA"`)
	if strings.Contains(got, "custom:x") {
		t.Errorf("a client without a word on it reads a custom attribute: %s", got)
	}
	w.client = w.newClient(`{"ReadAttributes":["custom:x"]}`)
	got = w.want("GetUser", `{"AccessToken":"$TOKEN(ann)"}`, `{"Name":"custom:x","Value":"1"}`, `{"Name":"sub"`)
	if strings.Contains(got, "ann@example.org") {
		t.Errorf("the client reads what it may not: %s", got)
	}
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	w := recoverableUser(t, "", "")
	change := func(old, next, want string) {
		t.Helper()
		w.want("ChangePassword", `{"AccessToken":"$TOKEN(ann)","PreviousPassword":"`+old+`","ProposedPassword":"`+next+`"}`, want)
	}
	change(good, "weak", "InvalidPasswordException: Password did not conform with policy: Password not long enough")
	change("wrong", "N3w-password", "NotAuthorizedException: Incorrect username or password.")
	change("", "N3w-password", "NotAuthorizedException: Incorrect username or password.")
	change(good, "N3w-password", `{}`)
	change(good, "N3w-password", "NotAuthorizedException: Incorrect username or password.")
	change("N3w-password", good, `{}`)
	change(good, "N3w-password", "LimitExceededException: Attempt limit exceeded, please try after some time.")
	w.clock.Advance(time.Hour)
	change(good, "N3w-password", `{}`)
}

func TestUpdatingAttributes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"AutoVerifiedAttributes":["email"],"Schema":[{"Name":"name","Required":true},
		{"Name":"badge","AttributeDataType":"String","Mutable":false}]}`, "")
	w.want("AdminCreateUser", `{`+annAdmin+`,"MessageAction":"SUPPRESS","UserAttributes":[`+
		listed(`"email":"ann@example.org","email_verified":"true","name":"Ann","custom:badge":"1","nickname":"A"`)+`]}`)
	w.want("AdminSetUserPassword", `{`+annAdmin+`,"Password":"`+good+`","Permanent":true}`)
	update := func(attributes, want string) {
		t.Helper()
		w.want("UpdateUserAttributes", `{"AccessToken":"$TOKEN(ann)","UserAttributes":[`+listed(attributes)+`]}`, want)
	}
	update(`"custom:badge":"2"`, "InvalidParameterException: user.custom:badge: Attribute cannot be updated.")
	update(`"email":"nonsense"`, "InvalidParameterException: Invalid email address format.")
	update(`"name":""`, "InvalidParameterException: Invalid user attributes: name: Required attribute cannot be deleted.")
	update(`"email_verified":"true"`, "NotAuthorizedException: A client attempted to write unauthorized attribute")
	update(`"sub":"x"`, "NotAuthorizedException: A client attempted to write unauthorized attribute")
	update(`"custom:no":"x"`, "Attribute does not exist in the schema.")
	update(`"nickname":""`, `{}`)
	if w.user("ann").Attributes.Has("nickname") || len(w.messages()) > 0 {
		t.Error("an empty value did not take the attribute away, or a code went out")
	}
	update(`"email":"ann@example.com"`, `{"CodeDeliveryDetailsList":[{"Destination":"a***@e***","DeliveryMedium":"EMAIL","AttributeName":"email"}]}`)
	if u := w.user("ann"); u.Verified("email") || u.Attributes.Get("email") != "ann@example.com" {
		t.Errorf("got %v", u.Attributes)
	}
	w.want("VerifyUserAttribute", `{"AccessToken":"$TOKEN(ann)","AttributeName":"email","Code":"`+w.wrong()+`"}`, "CodeMismatchException")
	w.want("VerifyUserAttribute", `{"AccessToken":"$TOKEN(ann)","AttributeName":"email","Code":"`+w.code()+`"}`, `{}`)
	w.want("VerifyUserAttribute", `{"AccessToken":"$TOKEN(ann)","AttributeName":"email","Code":"`+w.code()+`"}`, "ExpiredCodeException")
	w.want("VerifyUserAttribute", `{"AccessToken":"$TOKEN(ann)","AttributeName":"name","Code":"1"}`,
		"InvalidParameterException: Invalid attribute name. Only phone_number and email can be verified.")
	if !w.user("ann").Verified("email") {
		t.Error("the address is not proved")
	}
	// An address that is changed again is not proved by the code to the one before.
	update(`"email":"one@example.com"`, `"EMAIL"`)
	before := w.code()
	update(`"email":"two@example.com"`, `"EMAIL"`)
	if before != w.code() {
		w.want("VerifyUserAttribute", `{"AccessToken":"$TOKEN(ann)","AttributeName":"email","Code":"`+before+`"}`, "CodeMismatchException")
	}
	w.want("AdminUpdateUserAttributes", `{`+annAdmin+`,"UserAttributes":[`+listed(`"email":"three@example.com","email_verified":"true"`)+`]}`, `{}`)
	if n := len(w.messages()); n != 3 || !w.user("ann").Verified("email") {
		t.Errorf("%d messages: what an administrator vouches for needs no code", n)
	}
	for operation, who := range map[string]string{"DeleteUserAttributes": `"AccessToken":"$TOKEN(ann)"`, "AdminDeleteUserAttributes": annAdmin} {
		w.want(operation, `{`+who+`,"UserAttributeNames":["name"]}`, "Invalid user attributes: name: Required attribute cannot be deleted.")
		w.want(operation, `{`+who+`,"UserAttributeNames":["email"]}`, `{}`)
	}
	if w.user("ann").Attributes.Has("email_verified") {
		t.Error("an address that is gone is still called proved")
	}
}

func TestProofBeforeUpdate(t *testing.T) {
	t.Parallel()
	w := recoverableUser(t, `{"AutoVerifiedAttributes":["email"],"UserAttributeUpdateSettings":
		{"AttributesRequireVerificationBeforeUpdate":["email"]}}`, "")
	w.want("UpdateUserAttributes", `{"AccessToken":"$TOKEN(ann)","UserAttributes":[{"Name":"email","Value":"new@example.com"}]}`, `"n***@e***"`)
	if u := w.user("ann"); !u.Verified("email") || u.Attributes.Get("email") != "ann@example.org" {
		t.Errorf("the old address went before the new one was proved: %v", u.Attributes)
	}
	w.want("GetUserAttributeVerificationCode", `{"AccessToken":"$TOKEN(ann)","AttributeName":"email"}`, `"n***@e***"`)
	if w.messages()[1].To != "new@example.com" {
		t.Error("the code went to the old address")
	}
	w.want("VerifyUserAttribute", `{"AccessToken":"$TOKEN(ann)","AttributeName":"email","Code":"`+w.code()+`"}`, `{}`)
	if u := w.user("ann"); !u.Verified("email") || u.Attributes.Get("email") != "new@example.com" {
		t.Errorf("got %v", u.Attributes)
	}
	// Who goes back to the old address has not asked for the other one any more.
	for _, address := range []string{"other@example.com", "new@example.com"} {
		w.want("UpdateUserAttributes", `{"AccessToken":"$TOKEN(ann)","UserAttributes":[{"Name":"email","Value":"`+address+`"}]}`)
	}
	w.want("VerifyUserAttribute", `{"AccessToken":"$TOKEN(ann)","AttributeName":"email","Code":"`+w.code()+`"}`, "ExpiredCodeException")
}

func TestVerificationCaps(t *testing.T) {
	t.Parallel()
	w := recoverableUser(t, "", "")
	const who = `{"AccessToken":"$TOKEN(ann)","AttributeName":"email"`
	for range 5 {
		w.want("GetUserAttributeVerificationCode", who+`}`, `"EMAIL"`)
	}
	w.want("GetUserAttributeVerificationCode", who+`}`, "LimitExceededException")
	w.want("GetUserAttributeVerificationCode", `{"AccessToken":"$TOKEN(ann)","AttributeName":"name"}`, "InvalidParameterException: Invalid attribute name.")
	for range 15 {
		w.want("VerifyUserAttribute", who+`,"Code":"`+w.wrong()+`"}`, "CodeMismatchException")
	}
	w.want("VerifyUserAttribute", who+`,"Code":"`+w.code()+`"}`, "LimitExceededException")
	w.change("ann", func(u *userpool.User) { u.Attributes, u.Codes, u.Tallies = nil, nil, nil })
	w.want("GetUserAttributeVerificationCode", who+`}`, "InvalidParameterException: User does not have an attribute email to verify.")
}
