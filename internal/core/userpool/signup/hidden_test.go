package signup_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Where users are hidden, a limit that only a user can reach is not told: the answers go on as they do for nobody.
func TestLimitsTellNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"AutoVerifiedAttributes":["email"]}`, `{"PreventUserExistenceErrors":"ENABLED"}`)
	w.want("SignUp", signUp("ann", "ann@example.org"), `"UserConfirmed":false`)
	for range 10 {
		w.want("ResendConfirmationCode", `{"ClientId":"$CLIENT","Username":"ann"}`, `{"CodeDeliveryDetails":{`)
	}
	w.want("AdminConfirmSignUp", `{"UserPoolId":"$POOL","Username":"ann"}`, `{}`)
	w.want("AdminUpdateUserAttributes", `{"UserPoolId":"$POOL","Username":"ann","UserAttributes":[{"Name":"email_verified","Value":"true"}]}`, `{}`)
	for i := range 30 {
		w.want("ForgotPassword", `{"ClientId":"$CLIENT","Username":"ann"}`, `{"CodeDeliveryDetails":{`)
		w.want("ConfirmForgotPassword", fmt.Sprintf(`{"ClientId":"$CLIENT","Username":"ann","ConfirmationCode":"%06d","Password":"N3w-P@ssw0rd"}`, i),
			"CodeMismatchException: Invalid verification code provided, please try again.")
	}
}

// Where nothing can be sent, whatever would send something is refused before it changes anything, for everybody alike.
func TestWithoutCourier(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"AutoVerifiedAttributes":["email"]}`, `{"PreventUserExistenceErrors":"ENABLED"}`)
	w.want("SignUp", signUp("ann", "ann@example.org"), `"UserConfirmed":false`)
	w.want("AdminConfirmSignUp", `{"UserPoolId":"$POOL","Username":"ann"}`, `{}`)
	w.want("AdminUpdateUserAttributes", `{"UserPoolId":"$POOL","Username":"ann","UserAttributes":[{"Name":"email_verified","Value":"true"}]}`, `{}`)
	w.users.Courier = nil
	const refused = "CodeDeliveryFailureException: Sallyport has no mail server"
	for _, name := range []string{"ann", "nobody"} {
		w.want("ForgotPassword", `{"ClientId":"$CLIENT","Username":"`+name+`"}`, refused)
		w.want("ResendConfirmationCode", `{"ClientId":"$CLIENT","Username":"`+name+`"}`, refused)
	}
	w.want("SignUp", signUp("eve", "eve@example.org"), refused)
	w.want("AdminGetUser", `{"UserPoolId":"$POOL","Username":"eve"}`, "UserNotFoundException")
	w.want("AdminCreateUser", `{"UserPoolId":"$POOL","Username":"bob"}`, refused)
	w.want("AdminGetUser", `{"UserPoolId":"$POOL","Username":"bob"}`, "UserNotFoundException")
	w.want("AdminCreateUser", `{"UserPoolId":"$POOL","Username":"bob","MessageAction":"SUPPRESS"}`, `"Username":"bob"`)
	w.want("AdminResetUserPassword", `{"UserPoolId":"$POOL","Username":"ann"}`, refused)
	if u := w.user("ann"); u.Status != userpool.Confirmed || !u.Verified(userpool.Email) {
		t.Errorf("a refused reset changed the user: %s", u.Status)
	}
	w.want("AdminUpdateUserAttributes", `{"UserPoolId":"$POOL","Username":"ann","UserAttributes":[{"Name":"email","Value":"new@example.org"}]}`, refused)
	if got := w.user("ann").Attributes.Get(userpool.Email); !strings.HasPrefix(got, "ann@") {
		t.Errorf("a refused change was made: %s", got)
	}
}
