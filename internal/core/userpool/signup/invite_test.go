package signup_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/trigger"
)

func invite(more string) string {
	return `{` + annAdmin + `,"UserAttributes":[` + listed(`"email":"ann@example.org","phone_number":"+491711234567"`) + `]` + more + `}`
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		more     string
		channels string
	}{
		{``, "SMS"},
		{`,"DesiredDeliveryMediums":["EMAIL"]`, "EMAIL"},
		{`,"DesiredDeliveryMediums":["EMAIL","SMS"]`, "EMAIL SMS"},
		{`,"MessageAction":"SUPPRESS"`, ""},
	} {
		w := newWorld(t, "", "")
		w.want("AdminCreateUser", invite(c.more), `{"User":{"Username":"ann","Attributes":[{"Name":"sub"`, `"Enabled":true`,
			`"UserStatus":"FORCE_CHANGE_PASSWORD"`)
		var channels []string
		for _, m := range w.messages() {
			channels = append(channels, m.Channel)
			if m.Body != "Your username is ann and temporary password is "+m.Code+"." {
				t.Errorf("got %q", m.Body)
			}
			if u := w.user("ann"); !u.Password.Matches(w.pool, u.Username, m.Code) {
				t.Error("the message has another password")
			}
		}
		if got := strings.Join(channels, " "); got != c.channels {
			t.Errorf("%s: messages by %q, want %q", c.more, got, c.channels)
		}
	}
}

func TestTemporaryPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"Policies":{"PasswordPolicy":{"MinimumLength":8,"TemporaryPasswordValidityDays":2}},
		"AdminCreateUserConfig":{"InviteMessageTemplate":{"EmailMessage":"Hi {username}: {####}","EmailSubject":"Welcome"}}}`, "")
	w.want("AdminCreateUser", invite(`,"TemporaryPassword":"short"`),
		"InvalidPasswordException: Password did not conform with password policy: Password not long enough")
	w.want("AdminCreateUser", invite(`,"MessageAction":"RESEND"`), "UserNotFoundException: User does not exist.")
	w.want("AdminCreateUser", invite(`,"TemporaryPassword":"temporary","DesiredDeliveryMediums":["EMAIL"]`), `"Username":"ann"`)
	if m := w.messages()[0]; m.Body != "Hi ann: temporary" || m.Subject != "Welcome" {
		t.Errorf("got %+v", m)
	}
	w.want("AdminCreateUser", invite(""), "UsernameExistsException: User account already exists")
	expired := func() bool { return w.user("ann").TemporaryPasswordExpired(w.clock.Now()) }
	w.clock.Advance(48 * time.Hour)
	if expired() {
		t.Error("it ended too early")
	}
	w.clock.Advance(time.Second)
	if !expired() {
		t.Error("it does not end")
	}
	w.courier.broken = errors.New("away")
	w.want("AdminCreateUser", invite(`,"MessageAction":"RESEND"`), "CodeDeliveryFailureException")
	w.courier.broken = nil
	w.want("AdminCreateUser", invite(`,"MessageAction":"RESEND"`), `"Username":"ann"`)
	if u := w.user("ann"); expired() || !u.Password.Matches(w.pool, "ann", w.code()) || u.Password.Matches(w.pool, "ann", "temporary") {
		t.Error("the user was not given another password and more time")
	}
	w.want("AdminSetUserPassword", `{`+annAdmin+`,"Password":"weak"}`, "InvalidPasswordException: Password did not conform with policy: Password not long enough")
	w.want("AdminSetUserPassword", `{`+annAdmin+`,"Password":"password1"}`, `{}`)
	w.want("AdminGetUser", `{`+annAdmin+`}`, `"UserStatus":"FORCE_CHANGE_PASSWORD"`)
	w.want("AdminSetUserPassword", `{`+annAdmin+`,"Password":"password2","Permanent":true}`, `{}`)
	w.want("AdminGetUser", `{`+annAdmin+`}`, `"UserStatus":"CONFIRMED"`)
	w.want("AdminCreateUser", invite(`,"MessageAction":"RESEND"`), "UnsupportedUserStateException")
	w.want("AdminCreateUser", `{"UserPoolId":"$POOL","Username":"bob","UserAttributes":[{"Name":"sub","Value":"x"}]}`, "InvalidParameterException: user.sub")
}

const lambdas = `{"AutoVerifiedAttributes":["email"],"LambdaConfig":{"PreSignUp":"arn:pre","PostConfirmation":"arn:post","CustomMessage":"arn:words"}}`

func TestTriggers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lambdas, "")
	nothing := func(map[string]any) (any, error) { return map[string]any{}, nil }
	w.want("SignUp", annSignsUp, "UnexpectedLambdaException: PreSignUp invocation failed due to error AccessDeniedException.")
	w.functions.answers["arn:pre"] = func(map[string]any) (any, error) { return nil, &trigger.FunctionError{Message: "not you"} }
	w.want("SignUp", annSignsUp, "UserLambdaValidationException: PreSignUp failed with error not you.")
	for _, bad := range []string{"", "7", "{}", `{"response":7}`, `{"response":{"autoConfirmUser":"yes"}}`} {
		w.functions.answers["arn:pre"] = func(map[string]any) (any, error) { return bad, nil }
		w.want("SignUp", annSignsUp, "InvalidLambdaResponseException: Unrecognizable lambda output")
	}
	w.want("AdminGetUser", `{`+annAdmin+`}`, "UserNotFoundException")
	w.functions.answers["arn:pre"] = nothing
	w.functions.answers["arn:words"] = func(e map[string]any) (any, error) {
		request := e["request"].(map[string]any)
		return map[string]any{"emailMessage": "take " + request["codeParameter"].(string), "emailSubject": "for " + e["userName"].(string)}, nil
	}
	w.want("SignUp", annSignsUp, `"EMAIL"`)
	if m := w.messages()[0]; m.Body != "take "+m.Code || m.Subject != "for ann" {
		t.Errorf("got %+v", m)
	}
	w.functions.answers["arn:words"] = func(map[string]any) (any, error) {
		return map[string]any{"emailMessage": "without the code"}, nil
	}
	w.want("ResendConfirmationCode", `{`+ann+`}`, "InvalidLambdaResponseException")
	w.functions.answers["arn:words"] = nothing
	w.want("ResendConfirmationCode", `{`+ann+`}`, `"EMAIL"`)
	w.functions.answers["arn:post"] = func(map[string]any) (any, error) { return nil, &trigger.FunctionError{Message: "too late"} }
	w.want("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"`+w.code()+`"}`, "UserLambdaValidationException: PostConfirmation failed with error too late.")
	w.want("AdminGetUser", `{`+annAdmin+`}`, `"UserStatus":"CONFIRMED"`)
	want := "CustomMessage_SignUp CustomMessage_ResendCode CustomMessage_ResendCode PostConfirmation_ConfirmSignUp"
	if got := strings.Join(w.functions.sources[8:], " "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPreSignUpConfirms(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lambdas, "")
	for _, name := range []string{"arn:post", "arn:words"} {
		w.functions.answers[name] = func(map[string]any) (any, error) { return map[string]any{}, nil }
	}
	w.functions.answers["arn:pre"] = func(e map[string]any) (any, error) {
		request := e["request"].(map[string]any)
		if request["userAttributes"].(map[string]any)["email"] != "ann@example.org" || e["callerContext"].(map[string]any)["clientId"] != w.client.ID {
			t.Errorf("got %v", e)
		}
		return map[string]any{"autoConfirmUser": true, "autoVerifyEmail": true}, nil
	}
	w.want("SignUp", annSignsUp, `"UserConfirmed":true`)
	if u := w.user("ann"); u.Status != userpool.Confirmed || !u.Verified("email") || len(w.messages()) > 0 {
		t.Errorf("got %+v", u)
	}
	if got := strings.Join(w.functions.sources, " "); got != "PreSignUp_SignUp PostConfirmation_ConfirmSignUp" {
		t.Errorf("got %s", got)
	}
	w.functions.answers["arn:pre"] = func(map[string]any) (any, error) { return map[string]any{"autoVerifyPhone": true}, nil }
	w.want("SignUp", signUp("bob", "bob@example.org"), "InvalidLambdaResponseException")
	w.functions.answers["arn:pre"] = func(e map[string]any) (any, error) {
		if e["callerContext"].(map[string]any)["clientId"] != trigger.NoClient {
			t.Errorf("got %v", e["callerContext"])
		}
		return map[string]any{"autoConfirmUser": true}, nil // which does not count for the invited
	}
	w.want("AdminCreateUser", `{"UserPoolId":"$POOL","Username":"bob"}`, `"UserStatus":"FORCE_CHANGE_PASSWORD"`)
}

func TestPoolsThatNeedFunctionsFailWithout(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lambdas, "")
	w.users.Triggers = trigger.Runner{}
	w.want("SignUp", annSignsUp, "UnexpectedLambdaException: PreSignUp invocation failed due to error ResourceNotFoundException.")
	sender := newWorld(t, `{"AutoVerifiedAttributes":["email"],"LambdaConfig":{"KMSKeyID":"arn:aws:kms:eu-west-1:000000000000:key/k",
		"CustomEmailSender":{"LambdaArn":"arn:aws:lambda:eu-west-1:000000000000:function:f","LambdaVersion":"V1_0"}}}`, "")
	sender.want("SignUp", annSignsUp, "UnexpectedLambdaException: Custom sender invocation failed")
	if len(sender.messages()) > 0 {
		t.Error("the mail went out by another way than the pool says")
	}
	migrates := newWorld(t, `{"LambdaConfig":{"UserMigration":"arn:migrate"}}`, "")
	migrates.want("ForgotPassword", `{`+ann+`}`, "UnexpectedLambdaException: UserMigration invocation failed")
}

func TestConfirmationByLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"AutoVerifiedAttributes":["email"],"VerificationMessageTemplate":{"DefaultEmailOption":"CONFIRM_WITH_LINK",
		"EmailMessageByLink":"Please {##click here##} & go","EmailSubjectByLink":"Link"}}`, "")
	w.want("SignUp", annSignsUp, "CodeDeliveryFailureException: The user pool has no domain for the verification link.")
	domain := newDomain(t, w)
	w.want("ResendConfirmationCode", `{`+ann+`}`, "CodeDeliveryFailureException: Verification links are not served.")
	w.users.DomainURL = func(prefix string) string { return "https://" + prefix + ".example" }
	w.want("ResendConfirmationCode", `{`+ann+`}`, `"EMAIL"`)
	m := w.messages()[0]
	want := `Please <a href="https://` + domain + `.example/confirmUser?client_id=` + w.client.ID + `&amp;confirmation_code=` + m.Code +
		`&amp;user_name=ann">click here</a> & go`
	if m.Body != want || m.Subject != "Link" {
		t.Errorf("got %q, want %q", m.Body, want)
	}
	w.want("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"`+m.Code+`"}`, `{}`)
}
