package userpool

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

func TestServedPool(t *testing.T) {
	t.Parallel()
	mode := func(s string) *cognitoidp.UserPoolAddOnsType {
		return &cognitoidp.UserPoolAddOnsType{AdvancedSecurityMode: &s}
	}
	factors := func(f ...string) *cognitoidp.UserPoolPolicyType {
		return &cognitoidp.UserPoolPolicyType{SignInPolicy: &cognitoidp.SignInPolicyType{AllowedFirstAuthFactors: f}}
	}
	for _, c := range []struct {
		in   cognitoidp.UpdateUserPoolRequest
		says string
	}{
		{cognitoidp.UpdateUserPoolRequest{}, ""},
		{cognitoidp.UpdateUserPoolRequest{UserPoolAddOns: mode("OFF"), Policies: factors("PASSWORD"), UserPoolTier: awsapi.Ptr("PLUS")}, ""},
		{cognitoidp.UpdateUserPoolRequest{UserPoolAddOns: mode("AUDIT")}, "AdvancedSecurityMode AUDIT"},
		{cognitoidp.UpdateUserPoolRequest{UserPoolAddOns: mode("ENFORCED")}, "AdvancedSecurityMode ENFORCED"},
		{cognitoidp.UpdateUserPoolRequest{Policies: factors("PASSWORD", "EMAIL_OTP")}, "SignInPolicy"},
		{cognitoidp.UpdateUserPoolRequest{KeyConfiguration: &cognitoidp.KeyConfigurationType{}}, "KeyConfiguration"},
		{cognitoidp.UpdateUserPoolRequest{IssuerConfiguration: &cognitoidp.IssuerConfigurationType{}}, "IssuerConfiguration"},
	} {
		err := servedPool(&c.in)
		if (err != nil) != (c.says != "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("got %v, want %q", err, c.says)
		}
	}
}
