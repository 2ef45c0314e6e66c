package signup_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/userpool"
)

const byEmail = `{"AutoVerifiedAttributes":["email"]}`

const ann = `"ClientId":"$CLIENT","Username":"ann"`

const annSignsUp = `{` + ann + `,"Password":"` + good + `","UserAttributes":[{"Name":"email","Value":"ann@example.org"}]}`

const annAdmin = `"UserPoolId":"$POOL","Username":"ann"`

func TestSignUpToConfirmation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byEmail, "")
	w.want("SignUp", annSignsUp, `"UserConfirmed":false`,
		`"CodeDeliveryDetails":{"Destination":"a***@e***","DeliveryMedium":"EMAIL","AttributeName":"email"}`, `"UserSub":"`)
	w.want("AdminGetUser", `{`+annAdmin+`}`, `"UserStatus":"UNCONFIRMED"`, `"Enabled":true`, `{"Name":"email","Value":"ann@example.org"}`)
	m := w.messages()[0]
	if m.Channel != "EMAIL" || m.To != "ann@example.org" || m.Subject != "Your verification code" ||
		m.Body != "Your confirmation code is "+m.Code || len(m.Code) != 6 {
		t.Errorf("got %+v", m)
	}
	w.want("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"`+w.wrong()+`"}`,
		"CodeMismatchException: Invalid verification code provided, please try again.")
	w.want("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"`+w.code()+`"}`, `{}`)
	w.want("AdminGetUser", `{`+annAdmin+`}`, `"UserStatus":"CONFIRMED"`, `{"Name":"email_verified","Value":"true"}`)
	for _, again := range []string{"ConfirmSignUp", "AdminConfirmSignUp"} {
		w.want(again, `{`+ann+`,`+annAdmin+`,"ConfirmationCode":"`+w.code()+`"}`,
			"NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED")
	}
	w.want("ResendConfirmationCode", `{`+ann+`}`, "InvalidParameterException: User is already confirmed.")
	w.want("SignUp", annSignsUp, "UsernameExistsException: User already exists")
	u := w.user("ann")
	if !u.Password.Matches(w.pool, u.Username, good) || u.Password.Matches(w.pool, u.Username, good+"x") {
		t.Error("the password is not the one that was given")
	}
}

func TestSignUpRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"AutoVerifiedAttributes":["email"],"Schema":[{"Name":"name","Required":true},
		{"Name":"n","AttributeDataType":"Number","NumberAttributeConstraints":{"MinValue":"1","MaxValue":"10"}},
		{"Name":"s","AttributeDataType":"String","StringAttributeConstraints":{"MinLength":"2","MaxLength":"3"}},
		{"Name":"b","AttributeDataType":"Boolean"},{"Name":"d","AttributeDataType":"DateTime"},
		{"Name":"secret","AttributeDataType":"String","DeveloperOnlyAttribute":true}]}`, "")
	narrow := w.newClient(`{"WriteAttributes":["name","email"]}`)
	for _, c := range []struct{ password, attributes, want string }{
		{"Short1!", ``, "InvalidPasswordException: Password did not conform with policy: Password not long enough"},
		{"passw0rd!", ``, "InvalidPasswordException: Password did not conform with policy: Password must have uppercase characters"},
		{"PASSW0RD!", ``, "InvalidPasswordException: Password did not conform with policy: Password must have lowercase characters"},
		{"Password!", ``, "InvalidPasswordException: Password did not conform with policy: Password must have numeric characters"},
		{"Passw0rds", ``, "InvalidPasswordException: Password did not conform with policy: Password must have symbol characters"},
		{good, `"email":"a@b.c"`, "InvalidParameterException: Attributes did not conform to the schema: name: The attribute is required"},
		{good, `"name":"A","custom:x":"1"`, "InvalidParameterException: Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema."},
		{good, `"name":"A","shoe":"1"`, "InvalidParameterException: Attributes did not conform to the schema: Type for attribute {shoe} could not be determined"},
		{good, `"name":"A","email":"ann"`, "InvalidParameterException: Invalid email address format."},
		{good, `"name":"A","phone_number":"0301234"`, "InvalidParameterException: Invalid phone number format."},
		{good, `"name":"A","custom:n":"11"`, "custom:n: Number must be no more than 10"},
		{good, `"name":"A","custom:n":"0"`, "custom:n: Number must be no less than 1"},
		{good, `"name":"A","custom:n":"many"`, "custom:n: Attribute must be a number"},
		{good, `"name":"A","custom:s":"x"`, "custom:s: String must be no shorter than 2 characters"},
		{good, `"name":"A","custom:s":"xxxx"`, "custom:s: String must be no longer than 3 characters"},
		{good, `"name":"A","custom:b":"yes"`, "custom:b: Attribute must be true or false"},
		{good, `"name":"A","custom:d":"soon"`, "custom:d: Attribute must be a date and time"},
		{good, `"name":"A","birthdate":"1.1.70"`, "birthdate: String must be no shorter than 10 characters"},
		{good, `"name":"A","email_verified":"true"`, "NotAuthorizedException: A client attempted to write unauthorized attribute"},
		{good, `"name":"A","sub":"me"`, "NotAuthorizedException: A client attempted to write unauthorized attribute"},
		{good, `"name":"A","dev:custom:secret":"x"`, "NotAuthorizedException: A client attempted to write unauthorized attribute"},
	} {
		w.want("SignUp", `{`+ann+`,"Password":"`+c.password+`","UserAttributes":[`+listed(c.attributes)+`]}`, c.want)
	}
	w.want("SignUp", `{`+ann+`,"UserAttributes":[{"Name":"name","Value":"A"}]}`, "InvalidParameterException: 1 validation error detected")
	w.want("SignUp", `{"ClientId":"nobody","Username":"ann","Password":"x"}`,
		"ResourceNotFoundException: User pool client nobody does not exist.")
	w.want("SignUp", `{"ClientId":"`+narrow.ID+`","Username":"ann","Password":"`+good+`","UserAttributes":[{"Name":"nickname","Value":"A"}]}`,
		"NotAuthorizedException: A client attempted to write unauthorized attribute")
	if len(w.messages()) > 0 || !strings.Contains(w.call("AdminGetUser", `{`+annAdmin+`}`), "UserNotFoundException: User does not exist.") {
		t.Error("a refused sign-up left something behind")
	}
	w.want("SignUp", `{`+ann+`,"Password":"`+good+`","UserAttributes":[`+listed(`"name":"A","custom:n":"10","custom:s":"abc",
		"custom:b":"true","custom:d":"2026-01-02T03:04:05Z","birthdate":"1970-01-01","nickname":""`)+`]}`, `"UserConfirmed":false`)
	if u := w.user("ann"); u.Attributes.Has("nickname") || u.Attributes.Get("custom:n") != "10" {
		t.Errorf("got %v", u.Attributes)
	}
}

// listed writes `"a":"b"` as the wire's list of attributes.
func listed(members string) string {
	var out []string
	for _, m := range strings.Split(members, ",") {
		if name, value, ok := strings.Cut(strings.TrimSpace(m), `":"`); ok {
			out = append(out, `{"Name":`+name+`","Value":"`+value+`}`)
		}
	}
	return strings.Join(out, ",")
}

func TestSignUpIsNotForEverybody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"AdminCreateUserConfig":{"AllowAdminCreateUserOnly":true}}`, `{"GenerateSecret":true}`)
	// What the pool allows is told before the secret hash is judged.
	w.want("SignUp", annSignsUp, "NotAuthorizedException: SignUp is not permitted for this user pool")
}

func TestSecretHash(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byEmail, `{"GenerateSecret":true}`)
	public := w.newClient("")
	right := userpool.SecretHash("ann", w.client.ID, w.client.Secrets[0].Value)
	inputs := map[string]string{
		"SignUp": `"Password":"` + good + `"`, "ConfirmSignUp": `"ConfirmationCode":"1"`, "ResendConfirmationCode": `"X":"y"`,
		"ForgotPassword": `"X":"y"`, "ConfirmForgotPassword": `"ConfirmationCode":"1","Password":"` + good + `"`,
	}
	for operation, rest := range inputs {
		w.want(operation, `{`+ann+`,`+rest+`}`,
			"NotAuthorizedException: Client "+w.client.ID+" is configured with secret but SECRET_HASH was not received")
		for _, wrong := range []string{
			"", "x", right[1:], userpool.SecretHash("bob", w.client.ID, w.client.Secrets[0].Value),
			userpool.SecretHash("ann", public.ID, w.client.Secrets[0].Value), userpool.SecretHash("ann", w.client.ID, ""),
		} {
			w.want(operation, `{`+ann+`,`+rest+`,"SecretHash":"`+wrong+`"}`,
				"NotAuthorizedException: Unable to verify secret hash for client "+w.client.ID)
		}
		w.want(operation, `{"ClientId":"`+public.ID+`","Username":"ann",`+rest+`,"SecretHash":"`+right+`"}`,
			"NotAuthorizedException: Client "+public.ID+" is not configured for secret but secret hash was received")
		w.want(operation, `{"ClientId":"gone","Username":"ann",`+rest+`}`, "ResourceNotFoundException: User pool client gone does not exist.")
	}
	w.want("SignUp", `{`+ann+`,"SecretHash":"`+right+`","Password":"`+good+`"}`, `"UserConfirmed":false`)
	w.want("ConfirmSignUp", `{`+ann+`,"SecretHash":"`+right+`","ConfirmationCode":"1"}`, "ExpiredCodeException")
}

func TestCodesExpireAndAreCapped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byEmail, "")
	w.want("SignUp", annSignsUp)
	confirm := func(code, want string) {
		t.Helper()
		w.want("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"`+code+`"}`, want)
	}
	old := w.code()
	for i := range 5 {
		w.want("ResendConfirmationCode", `{`+ann+`}`, `"Destination":"a***@e***"`)
		if len(w.messages()) != i+2 {
			t.Fatalf("%d messages after %d resends", len(w.messages()), i+1)
		}
	}
	w.want("ResendConfirmationCode", `{`+ann+`}`, "LimitExceededException: Attempt limit exceeded, please try after some time.")
	if old != w.code() {
		confirm(old, "CodeMismatchException") // the new code took its place
	}
	for range 14 {
		confirm(w.wrong(), "CodeMismatchException")
	}
	confirm(w.wrong(), "")
	confirm(w.code(), "LimitExceededException")
	w.clock.Advance(time.Hour)
	w.want("ResendConfirmationCode", `{`+ann+`}`, `"DeliveryMedium":"EMAIL"`)
	w.clock.Advance(24*time.Hour + time.Second)
	confirm(w.code(), "ExpiredCodeException: Invalid code provided, please request a code again.")
	w.want("ResendConfirmationCode", `{`+ann+`}`, `"DeliveryMedium":"EMAIL"`)
	w.clock.Advance(24 * time.Hour)
	confirm(" "+w.code()+" ", `{}`)
}

func TestGuessesEndACode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byEmail, "")
	w.want("SignUp", annSignsUp)
	for range 50 {
		w.clock.Advance(10 * time.Minute)
		w.want("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"`+w.wrong()+`"}`, "CodeMismatchException")
	}
	w.want("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"`+w.code()+`"}`, "ExpiredCodeException")
}

func TestPhoneComesFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"AutoVerifiedAttributes":["email","phone_number"],"SmsVerificationMessage":"Code: {####}!"}`, "")
	w.want("SignUp", `{`+ann+`,"Password":"`+good+`","UserAttributes":[`+
		listed(`"email":"ann@example.org","phone_number":"+491711234567"`)+`]}`,
		`{"Destination":"+*******4567","DeliveryMedium":"SMS","AttributeName":"phone_number"}`)
	m := w.messages()[0]
	if m.Channel != "SMS" || m.To != "+491711234567" || m.Body != "Code: "+m.Code+"!" || m.Subject != "" {
		t.Errorf("got %+v", m)
	}
	w.want("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"`+m.Code+`"}`, `{}`)
	if u := w.user("ann"); u.Verified("email") || !u.Verified("phone_number") {
		t.Errorf("got %v", u.Attributes)
	}
}

func TestWithoutAutoVerification(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", "")
	got := w.want("SignUp", annSignsUp, `"UserConfirmed":false`)
	if strings.Contains(got, "CodeDeliveryDetails") || len(w.messages()) > 0 {
		t.Error("a code was sent that nobody asked for")
	}
	w.want("ResendConfirmationCode", `{`+ann+`}`, "NotAuthorizedException: Cannot resend codes. Auto verification not turned on.")
	w.want("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"123456"}`, "ExpiredCodeException")
	w.want("AdminConfirmSignUp", `{`+annAdmin+`}`, `{}`)
	w.want("AdminGetUser", `{`+annAdmin+`}`, `"UserStatus":"CONFIRMED"`)
}

func TestAFailingCourierLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byEmail, "")
	w.courier.broken = errors.New("the mail server is away")
	w.want("SignUp", annSignsUp, "CodeDeliveryFailureException")
	w.want("AdminGetUser", `{`+annAdmin+`}`, `"UserStatus":"UNCONFIRMED"`)
	w.courier.broken = nil
	w.want("ResendConfirmationCode", `{`+ann+`}`, `"DeliveryMedium":"EMAIL"`)
	w.want("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"`+w.code()+`"}`, `{}`)
}

func TestDisabledUsers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byEmail, "")
	w.want("SignUp", annSignsUp)
	w.want("AdminDisableUser", `{`+annAdmin+`}`, `{}`)
	w.want("AdminGetUser", `{`+annAdmin+`}`, `"Enabled":false`)
	for _, operation := range []string{"ConfirmSignUp", "ResendConfirmationCode", "ForgotPassword", "ConfirmForgotPassword"} {
		w.want(operation, `{`+ann+`,"ConfirmationCode":"`+w.code()+`","Password":"`+good+`"}`, "NotAuthorizedException: User is disabled.")
	}
	w.want("AdminEnableUser", `{`+annAdmin+`}`, `{}`)
	w.want("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"`+w.code()+`"}`, `{}`)
}
