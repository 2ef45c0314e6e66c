package signup_test

import (
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

type nothing struct{}

// invoke makes an operation by its name.
func (w *world) invoke(operation, input string) (any, error) {
	home, u := userpooltest.Home, w.users
	switch operation {
	case "SignUp":
		return u.SignUp(w.ctx, read[cognitoidp.SignUpRequest](w.t, input))
	case "ConfirmSignUp":
		return u.ConfirmSignUp(w.ctx, read[cognitoidp.ConfirmSignUpRequest](w.t, input))
	case "ResendConfirmationCode":
		return u.ResendConfirmationCode(w.ctx, read[cognitoidp.ResendConfirmationCodeRequest](w.t, input))
	case "ForgotPassword":
		return u.ForgotPassword(w.ctx, read[cognitoidp.ForgotPasswordRequest](w.t, input))
	case "ConfirmForgotPassword":
		return u.ConfirmForgotPassword(w.ctx, read[cognitoidp.ConfirmForgotPasswordRequest](w.t, input))
	case "AdminCreateUser":
		return u.AdminCreateUser(w.ctx, home, read[cognitoidp.AdminCreateUserRequest](w.t, input))
	case "GetUser":
		return u.GetUser(w.ctx, read[cognitoidp.GetUserRequest](w.t, input))
	case "UpdateUserAttributes":
		return u.UpdateUserAttributes(w.ctx, read[cognitoidp.UpdateUserAttributesRequest](w.t, input))
	case "GetUserAttributeVerificationCode":
		return u.GetUserAttributeVerificationCode(w.ctx, read[cognitoidp.GetUserAttributeVerificationCodeRequest](w.t, input))
	case "AdminGetUser":
		in := read[cognitoidp.AdminGetUserRequest](w.t, input)
		return w.pools.AdminUser(w.ctx, home, *in.UserPoolId, *in.Username)
	case "ListUsers":
		return w.pools.ListUsers(w.ctx, home, read[cognitoidp.ListUsersRequest](w.t, input))
	}
	return nothing{}, w.silent(operation, input)
}

// silent makes an operation that answers nothing.
func (w *world) silent(operation, input string) error {
	home, u := userpooltest.Home, w.users
	switch operation {
	case "AdminConfirmSignUp":
		return u.AdminConfirmSignUp(w.ctx, home, read[cognitoidp.AdminConfirmSignUpRequest](w.t, input))
	case "AdminSetUserPassword":
		return u.AdminSetUserPassword(w.ctx, home, read[cognitoidp.AdminSetUserPasswordRequest](w.t, input))
	case "AdminResetUserPassword":
		return u.AdminResetUserPassword(w.ctx, home, read[cognitoidp.AdminResetUserPasswordRequest](w.t, input))
	case "AdminUpdateUserAttributes":
		return u.AdminUpdateUserAttributes(w.ctx, home, read[cognitoidp.AdminUpdateUserAttributesRequest](w.t, input))
	case "AdminDeleteUserAttributes":
		return u.AdminDeleteUserAttributes(w.ctx, home, read[cognitoidp.AdminDeleteUserAttributesRequest](w.t, input))
	case "ChangePassword":
		return u.ChangePassword(w.ctx, read[cognitoidp.ChangePasswordRequest](w.t, input))
	case "DeleteUserAttributes":
		return u.DeleteUserAttributes(w.ctx, read[cognitoidp.DeleteUserAttributesRequest](w.t, input))
	case "VerifyUserAttribute":
		return u.VerifyUserAttribute(w.ctx, read[cognitoidp.VerifyUserAttributeRequest](w.t, input))
	case "GlobalSignOut":
		return u.GlobalSignOut(w.ctx, read[cognitoidp.GlobalSignOutRequest](w.t, input))
	case "DeleteUser":
		return u.DeleteUser(w.ctx, read[cognitoidp.DeleteUserRequest](w.t, input))
	case "AdminDisableUser", "AdminEnableUser", "AdminUserGlobalSignOut", "AdminDeleteUser":
		in := read[cognitoidp.AdminDeleteUserRequest](w.t, input)
		switch operation {
		case "AdminDeleteUser":
			return w.pools.AdminDeleteUser(w.ctx, home, *in.UserPoolId, *in.Username)
		case "AdminUserGlobalSignOut":
			return w.pools.AdminSignOut(w.ctx, home, *in.UserPoolId, *in.Username)
		}
		return w.pools.SetEnabled(w.ctx, home, *in.UserPoolId, *in.Username, operation == "AdminEnableUser")
	}
	return fmt.Errorf("the test knows no operation %s", operation)
}
