package signup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/userpool"
)

// In both modes an unknown user, and one that cannot be served, are answered as the client's setting says.
func TestExistence(t *testing.T) {
	t.Parallel()
	const notFound = "UserNotFoundException: Username/client id combination not found."
	rest := `"ConfirmationCode":"123456","Password":"` + good + `"`
	for _, c := range []struct {
		mode, operation, user string
		want                  string
	}{
		{"LEGACY", "ForgotPassword", "nobody", notFound},
		{"LEGACY", "ConfirmForgotPassword", "nobody", notFound},
		{"LEGACY", "ResendConfirmationCode", "nobody", notFound},
		{"LEGACY", "ConfirmSignUp", "nobody", notFound},
		{"LEGACY", "ForgotPassword", "bare", "InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number"},
		{"LEGACY", "ForgotPassword", "locked", "NotAuthorizedException: User is disabled."},
		{"LEGACY", "ConfirmForgotPassword", "bare", "ExpiredCodeException: Invalid code provided, please request a code again."},
		{"ENABLED", "ForgotPassword", "nobody", `{"CodeDeliveryDetails":{"Destination":"`},
		{"ENABLED", "ForgotPassword", "bare", `{"CodeDeliveryDetails":{"Destination":"`},
		{"ENABLED", "ForgotPassword", "locked", `{"CodeDeliveryDetails":{"Destination":"`},
		{"ENABLED", "ForgotPassword", "eve@example.org", `{"CodeDeliveryDetails":{"Destination":"e***@e***","DeliveryMedium":"EMAIL","AttributeName":"email"}}`},
		{"ENABLED", "ForgotPassword", "+491710001234", `{"CodeDeliveryDetails":{"Destination":"+*******1234","DeliveryMedium":"SMS","AttributeName":"phone_number"}}`},
		{"ENABLED", "ConfirmForgotPassword", "nobody", "CodeMismatchException: Invalid verification code provided, please try again."},
		{"ENABLED", "ConfirmForgotPassword", "bare", "CodeMismatchException: Invalid verification code provided, please try again."},
		{"ENABLED", "ConfirmForgotPassword", "locked", "CodeMismatchException: Invalid verification code provided, please try again."},
		{"ENABLED", "ResendConfirmationCode", "nobody", `{"CodeDeliveryDetails":{"Destination":"`},
		{"ENABLED", "ResendConfirmationCode", "locked", `{"CodeDeliveryDetails":{"Destination":"`},
		{"ENABLED", "ConfirmSignUp", "locked", "ExpiredCodeException: Invalid code provided, please request a code again."},
		{"ENABLED", "ConfirmSignUp", "nobody", "ExpiredCodeException: Invalid code provided, please request a code again."},
	} {
		t.Run(c.mode+" "+c.operation+" "+c.user, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, byEmail, `{"PreventUserExistenceErrors":"`+c.mode+`"}`)
			for _, name := range []string{"bare", "locked"} {
				w.want("AdminCreateUser", `{"UserPoolId":"$POOL","Username":"`+name+`","MessageAction":"SUPPRESS"}`)
				w.want("AdminSetUserPassword", `{"UserPoolId":"$POOL","Username":"`+name+`","Password":"`+good+`","Permanent":true}`)
			}
			w.want("AdminDisableUser", `{"UserPoolId":"$POOL","Username":"locked"}`)
			input := `{"ClientId":"$CLIENT","Username":"` + c.user + `",` + rest + `}`
			got := w.want(c.operation, input, c.want)
			if again := w.call(c.operation, input); again != got {
				t.Errorf("first %s, then %s: who asks twice must learn nothing", got, again)
			}
			if len(w.messages()) > 0 {
				t.Error("a message went out")
			}
		})
	}
}

// Administrators are always told.
func TestAdministratorsAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", `{"PreventUserExistenceErrors":"ENABLED"}`)
	for _, operation := range []string{
		"AdminGetUser", "AdminConfirmSignUp", "AdminSetUserPassword", "AdminResetUserPassword", "AdminUpdateUserAttributes",
		"AdminDeleteUserAttributes", "AdminDisableUser", "AdminEnableUser", "AdminUserGlobalSignOut", "AdminDeleteUser",
	} {
		w.want(operation, `{"UserPoolId":"$POOL","Username":"nobody","Password":"`+good+`"}`, "UserNotFoundException: User does not exist.")
		w.want(operation, `{"UserPoolId":"eu-west-1_gone","Username":"nobody","Password":"`+good+`"}`,
			"ResourceNotFoundException: User pool eu-west-1_gone does not exist.")
	}
}

func recoverableUser(t *testing.T, pool, client string) *world {
	t.Helper()
	w := newWorld(t, pool, client)
	w.want("AdminCreateUser", `{`+annAdmin+`,"MessageAction":"SUPPRESS","UserAttributes":[`+
		listed(`"email":"ann@example.org","email_verified":"true","phone_number":"+491711234567","phone_number_verified":"true"`)+`]}`)
	w.want("AdminSetUserPassword", `{`+annAdmin+`,"Password":"`+good+`","Permanent":true}`, `{}`)
	return w
}

func TestForgottenPassword(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"LEGACY", "ENABLED"} {
		w := recoverableUser(t, `{"AccountRecoverySetting":{"RecoveryMechanisms":[{"Priority":2,"Name":"verified_phone_number"},
			{"Priority":1,"Name":"verified_email"}]}}`, `{"PreventUserExistenceErrors":"`+mode+`"}`)
		w.want("ForgotPassword", `{`+ann+`}`, `{"Destination":"a***@e***","DeliveryMedium":"EMAIL","AttributeName":"email"}`)
		renew := func(code, password, want string) {
			t.Helper()
			w.want("ConfirmForgotPassword", `{`+ann+`,"ConfirmationCode":"`+code+`","Password":"`+password+`"}`, want)
		}
		renew(w.code(), "weak", "InvalidPasswordException: Password did not conform with policy: Password not long enough")
		renew(w.wrong(), "N3w-password", "CodeMismatchException")
		w.clock.Advance(time.Hour + time.Second)
		renew(w.code(), "N3w-password", "ExpiredCodeException")
		w.want("ForgotPassword", `{`+ann+`}`, `"EMAIL"`)
		w.want("AdminGetUser", `{`+annAdmin+`}`, `"UserStatus":"CONFIRMED"`)
		renew(w.code(), "N3w-password", `{}`)
		if u := w.user("ann"); !u.Password.Matches(w.pool, u.Username, "N3w-password") || u.Password.Matches(w.pool, u.Username, good) {
			t.Error("the new password is not in force")
		}
		used := w.code()
		if mode == "LEGACY" {
			renew(used, "An0ther-one", "ExpiredCodeException")
		} else {
			renew(used, "An0ther-one", "CodeMismatchException")
		}
	}
}

func TestRecoveryWays(t *testing.T) {
	t.Parallel()
	const only = `{"AccountRecoverySetting":{"RecoveryMechanisms":[{"Priority":1,"Name":"`
	for _, c := range []struct {
		name, pool string
		change     func(*userpool.User)
		want       string
	}{
		{"no setting: SMS first", "", nil, `"SMS"`},
		{"no setting: SMS even as second factor", "", func(u *userpool.User) { u.MFA.SMS = true }, `"SMS"`},
		{"no setting: e-mail if it is all there is", "", func(u *userpool.User) { u.Attributes.Set("phone_number_verified", "false") }, `"EMAIL"`},
		{"nothing proved", "", func(u *userpool.User) {
			u.Attributes.Set("phone_number_verified", "false")
			u.Attributes.Set("email_verified", "false")
		}, "InvalidParameterException: Cannot reset password"},
		{"phone alone", only + `verified_phone_number"}]}}`, nil, `"SMS"`},
		{"phone alone, but it is the second factor", only + `verified_phone_number"}]}}`, func(u *userpool.User) { u.MFA.SMS = true },
			"InvalidParameterException: Cannot reset password"},
		{"e-mail alone", only + `verified_email"}]}}`, nil, `"EMAIL"`},
		{"administrators alone", only + `admin_only"}]}}`, nil, "NotAuthorizedException: Contact administrator to reset password."},
		{"invited", "", func(u *userpool.User) { u.Status = userpool.ForceChangePassword },
			"NotAuthorizedException: User password cannot be reset in the current state."},
		{"federated", "", func(u *userpool.User) { u.Status = userpool.ExternalProvider },
			"NotAuthorizedException: User password cannot be reset in the current state."},
		{"reset already", "", func(u *userpool.User) { u.Status = userpool.ResetRequired }, `"SMS"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := recoverableUser(t, c.pool, "")
			if c.change != nil {
				w.change("ann", c.change)
			}
			w.want("ForgotPassword", `{`+ann+`}`, c.want)
		})
	}
}

func TestRecoveryCaps(t *testing.T) {
	t.Parallel()
	w := recoverableUser(t, "", "")
	for range 20 {
		w.want("ForgotPassword", `{`+ann+`}`, `"SMS"`)
	}
	w.want("ForgotPassword", `{`+ann+`}`, "LimitExceededException: Attempt limit exceeded, please try after some time.")
	guess := func(code, want string) {
		t.Helper()
		w.want("ConfirmForgotPassword", `{`+ann+`,"ConfirmationCode":"`+code+`","Password":"N3w-password"}`, want)
	}
	for range 20 {
		guess(w.wrong(), "CodeMismatchException")
	}
	guess(w.code(), "LimitExceededException")
}

func TestAdminReset(t *testing.T) {
	t.Parallel()
	w := recoverableUser(t, "", "")
	token := w.token("ann")
	w.want("AdminResetUserPassword", `{`+annAdmin+`}`, `{}`)
	w.want("AdminGetUser", `{`+annAdmin+`}`, `"UserStatus":"RESET_REQUIRED"`)
	w.want("GetUser", `{"AccessToken":"`+token+`"}`, "PasswordResetRequiredException: Password reset required for the user")
	w.want("ConfirmForgotPassword", `{`+ann+`,"ConfirmationCode":"`+w.code()+`","Password":"N3w-password"}`, `{}`)
	w.want("AdminGetUser", `{`+annAdmin+`}`, `"UserStatus":"CONFIRMED"`)
	w.change("ann", func(u *userpool.User) { u.Attributes = nil })
	w.want("AdminResetUserPassword", `{`+annAdmin+`}`, "InvalidParameterException: Cannot reset password")
}

func TestPasswordHistory(t *testing.T) {
	t.Parallel()
	w := recoverableUser(t, `{"Policies":{"PasswordPolicy":{"MinimumLength":8,"PasswordHistorySize":2}}}`, "")
	set := func(password, want string) {
		t.Helper()
		w.want("AdminSetUserPassword", `{`+annAdmin+`,"Password":"`+password+`","Permanent":true}`, want)
	}
	set(good, "PasswordHistoryPolicyViolationException: Password has previously been used")
	set("password2", `{}`)
	set(good, "PasswordHistoryPolicyViolationException")
	w.want("ForgotPassword", `{`+ann+`}`)
	// A guess without the code does not learn what the password was.
	w.want("ConfirmForgotPassword", `{`+ann+`,"ConfirmationCode":"`+w.wrong()+`","Password":"password2"}`, "CodeMismatchException")
	w.want("ConfirmForgotPassword", `{`+ann+`,"ConfirmationCode":"`+w.code()+`","Password":"password2"}`, "PasswordHistoryPolicyViolationException")
	w.want("ConfirmForgotPassword", `{`+ann+`,"ConfirmationCode":"`+w.code()+`","Password":"password3"}`, `{}`)
	w.want("ChangePassword", `{"AccessToken":"$TOKEN(ann)","PreviousPassword":"password3","ProposedPassword":"password2"}`,
		"PasswordHistoryPolicyViolationException")
	set(good, `{}`)
	if n := len(w.user("ann").Password.History); n != 1 {
		t.Errorf("%d former passwords are kept, want 1", n)
	}
}

func TestPretendedContactsAreTheirNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byEmail, `{"PreventUserExistenceErrors":"ENABLED"}`)
	seen := map[string]bool{}
	for _, name := range strings.Fields("a b c d e f g h i j k l m n o p") {
		seen[w.call("ForgotPassword", `{"ClientId":"$CLIENT","Username":"`+name+`"}`)] = true
	}
	if len(seen) < 10 {
		t.Errorf("16 names share %d contacts: they would be known for invented", len(seen))
	}
}
