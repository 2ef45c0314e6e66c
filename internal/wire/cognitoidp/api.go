// Package cognitoidp serves the operations of Amazon Cognito user pools, a file per noun.
//
//	request -> home (account and region of the caller) -> core/userpool -> response
//
// What is not overridden here answers as not served. Validation, authorisation and encoding happen around it.
package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
	"github.com/sallyport/sallyport/internal/core/userpool/signup"
)

// API implements the operations. Pools, Users and SignIn must be set.
type API struct {
	cognitoidp.Unimplemented
	Pools  *userpool.Service
	Users  *signup.Service
	SignIn *signin.Service
}

var _ cognitoidp.API = (*API)(nil)

// home is where the caller works. Only signed operations may ask: the signature says where that is.
func home(ctx context.Context) userpool.Home {
	r := awsapi.RequestFrom(ctx)
	return userpool.Home{AccountID: r.AccountID, Region: r.Region}
}
