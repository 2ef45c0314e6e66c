package userpool

import (
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// This file is the list of what a user pool of AWS does and this one does not. A pool that asks for any of it is refused:
// a protection that is accepted and never applied is worse than none.

func servedPool(in *cognitoidp.UpdateUserPoolRequest) error {
	var asked []string
	if mode := awsapi.Val(awsapi.Val(in.UserPoolAddOns).AdvancedSecurityMode); mode != "" && mode != "OFF" {
		asked = append(asked, "UserPoolAddOns.AdvancedSecurityMode "+mode)
	}
	factors := awsapi.Val(awsapi.Val(in.Policies).SignInPolicy).AllowedFirstAuthFactors
	if slices.ContainsFunc(factors, func(f string) bool { return f != "PASSWORD" }) {
		asked = append(asked, "Policies.SignInPolicy with factors other than PASSWORD")
	}
	if in.KeyConfiguration != nil {
		asked = append(asked, "KeyConfiguration")
	}
	if in.IssuerConfiguration != nil {
		asked = append(asked, "IssuerConfiguration")
	}
	if len(asked) > 0 {
		return cognitoidp.InvalidParameterException("Not supported by Sallyport: " + strings.Join(asked, ", ") + ".")
	}
	return nil
}
