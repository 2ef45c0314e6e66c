package cognitoidp_test

import (
	"context"
	"testing"

	model "github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool/access"
	"github.com/sallyport/sallyport/internal/core/userpool/signup"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
	"github.com/sallyport/sallyport/internal/wire/cognitoidp"
)

// letters remember the last code that went out.
type letters struct{ code string }

func (l *letters) Deliver(_ context.Context, _, _, _, _, code string) error {
	l.code = code
	return nil
}

// newPeople is a story in a pool with a client, with its letters.
func newPeople(t *testing.T) (*story, *letters) {
	t.Helper()
	s, store, post := newStory(t), openStore(t), &letters{}
	pools, clock := userpooltest.New(store)
	snapshots, stop := token.NewSnapshots(store, token.Addresses{PublicURL: "https://auth.example"})
	t.Cleanup(stop)
	gate := &access.Gate{Pools: pools, Tokens: &token.Verifier{Snapshots: snapshots, Now: clock.Now}}
	s.api = model.Guard(&cognitoidp.API{Pools: pools, Users: &signup.Service{Pools: pools, Gate: gate, Courier: post}}, open{})
	s.remember("POOL", s.must("CreateUserPool", `{"PoolName":"people","AutoVerifiedAttributes":["email"]}`), "Id")
	s.remember("CLIENT", s.must("CreateUserPoolClient", `{"UserPoolId":"$POOL","ClientName":"c"}`), "ClientId")
	return s, post
}

func TestUserFromSignUpToDeletion(t *testing.T) {
	t.Parallel()
	s, post := newPeople(t)
	const ann = `"ClientId":"$CLIENT","Username":"ann"`
	const admin = `{"UserPoolId":"$POOL","Username":"ann"`
	s.must("SignUp", `{`+ann+`,"Password":"Passw0rd!","UserAttributes":[{"Name":"email","Value":"ann@example.org"}]}`, `"UserConfirmed":false`)
	s.must("ResendConfirmationCode", `{`+ann+`}`, `"a***@e***"`)
	s.must("ConfirmSignUp", `{`+ann+`,"ConfirmationCode":"`+post.code+`"}`, `{}`)
	s.must("ForgotPassword", `{`+ann+`}`, `"EMAIL"`)
	s.must("ConfirmForgotPassword", `{`+ann+`,"ConfirmationCode":"`+post.code+`","Password":"N3w-password"}`, `{}`)
	s.must("CreateGroup", `{"UserPoolId":"$POOL","GroupName":"g"}`)
	s.must("AdminAddUserToGroup", admin+`,"GroupName":"g"}`, `{}`)
	s.must("ListUsersInGroup", `{"UserPoolId":"$POOL","GroupName":"g"}`, `"Username":"ann"`)
	s.must("AdminListGroupsForUser", admin+`}`, `"GroupName":"g"`)
	s.must("AdminRemoveUserFromGroup", admin+`,"GroupName":"g"}`, `{}`)
	s.must("AdminUpdateUserAttributes", admin+`,"UserAttributes":[{"Name":"name","Value":"Ann"}]}`, `{}`)
	s.must("AdminDeleteUserAttributes", admin+`,"UserAttributeNames":["name"]}`, `{}`)
	s.must("AdminDisableUser", admin+`}`, `{}`)
	s.must("ListUsers", `{"UserPoolId":"$POOL","Filter":"status = \"Disabled\""}`, `"Enabled":false`)
	s.must("AdminEnableUser", admin+`}`, `{}`)
	s.must("AdminResetUserPassword", admin+`}`, `{}`)
	s.must("AdminGetUser", admin+`}`, `"UserStatus":"RESET_REQUIRED"`)
	s.must("AdminSetUserPassword", admin+`,"Password":"Passw0rd!","Permanent":true}`, `{}`)
	s.must("AdminUserGlobalSignOut", admin+`}`, `{}`)
	s.must("AdminDeleteUser", admin+`}`, `{}`)
	s.fails("AdminGetUser", admin+`}`, "UserNotFoundException: User does not exist.")
}

func TestUsersThatAreInvited(t *testing.T) {
	t.Parallel()
	s, post := newPeople(t)
	s.must("AdminCreateUser", `{"UserPoolId":"$POOL","Username":"bob","UserAttributes":[{"Name":"email","Value":"bob@example.org"}]}`,
		`"UserStatus":"FORCE_CHANGE_PASSWORD"`)
	if len(post.code) < 8 {
		t.Errorf("the invitation has the password %q", post.code)
	}
	s.must("SignUp", `{"ClientId":"$CLIENT","Username":"eve","Password":"Passw0rd!"}`)
	s.must("AdminConfirmSignUp", `{"UserPoolId":"$POOL","Username":"eve"}`, `{}`)
}

// Every operation that takes an access token asks the gate.
func TestOperationsByToken(t *testing.T) {
	t.Parallel()
	s, _ := newPeople(t)
	for operation, more := range map[string]string{
		"GetUser": "", "DeleteUser": "", "GlobalSignOut": "", "ChangePassword": `,"PreviousPassword":"xxxxxx","ProposedPassword":"Passw0rd!"`,
		"UpdateUserAttributes": `,"UserAttributes":[]`, "DeleteUserAttributes": `,"UserAttributeNames":[]`,
		"GetUserAttributeVerificationCode": `,"AttributeName":"email"`, "VerifyUserAttribute": `,"AttributeName":"email","Code":"123456"`,
	} {
		s.fails(operation, `{"AccessToken":"a.b.c"`+more+`}`, "NotAuthorizedException: Invalid Access Token")
	}
}
