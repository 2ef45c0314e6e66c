package userpool

import (
	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

const temporaryPasswordDays = 7

// passwordRules fills in the password policy and how long an invitation waits. The latter has an old and a new place that
// must not contradict each other. A policy that is given names every demand: what it leaves out is not demanded.
func passwordRules(
	policies *cognitoidp.UserPoolPolicyType, invites *cognitoidp.AdminCreateUserConfigType,
) (*cognitoidp.UserPoolPolicyType, *cognitoidp.AdminCreateUserConfigType, error) {
	given := awsapi.Val(policies).PasswordPolicy
	policy := awsapi.Val(given)
	config := awsapi.Val(invites)
	old, days := config.UnusedAccountValidityDays, policy.TemporaryPasswordValidityDays
	if old != nil && days != nil && *old != *days {
		return nil, nil, cognitoidp.InvalidParameterException(
			"Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays")
	}
	if days == nil {
		days = or(old, temporaryPasswordDays)
	}
	demand := given == nil
	policy.MinimumLength = or(policy.MinimumLength, 8)
	policy.RequireUppercase = or(policy.RequireUppercase, demand)
	policy.RequireLowercase = or(policy.RequireLowercase, demand)
	policy.RequireNumbers = or(policy.RequireNumbers, demand)
	policy.RequireSymbols = or(policy.RequireSymbols, demand)
	policy.TemporaryPasswordValidityDays = days
	config.AllowAdminCreateUserOnly = or(config.AllowAdminCreateUserOnly, false)
	config.UnusedAccountValidityDays = days
	return &cognitoidp.UserPoolPolicyType{PasswordPolicy: &policy}, &config, nil
}

// lambdaConfig fills in the triggers. The pre token generation trigger has an old and a new place: each shows in both.
func lambdaConfig(in *cognitoidp.LambdaConfigType) (*cognitoidp.LambdaConfigType, error) {
	triggers := awsapi.Val(in)
	versioned := triggers.PreTokenGenerationConfig
	switch old := triggers.PreTokenGeneration; {
	case versioned == nil && old != nil:
		triggers.PreTokenGenerationConfig = &cognitoidp.PreTokenGenerationVersionConfigType{
			LambdaVersion: awsapi.Ptr("V1_0"), LambdaArn: old,
		}
	case versioned != nil && old == nil:
		triggers.PreTokenGeneration = versioned.LambdaArn
	case versioned != nil && awsapi.Val(versioned.LambdaArn) != *old:
		return nil, cognitoidp.InvalidParameterException(
			"PreTokenGeneration and PreTokenGenerationConfig must name the same function.")
	}
	return &triggers, nil
}

// checkMFA refuses to ask users for a factor that the pool cannot offer.
func checkMFA(mode *string, hasFactor bool) error {
	switch awsapi.Val(mode) {
	case "ON", "OPTIONAL":
		if !hasFactor {
			return cognitoidp.InvalidParameterException(
				"SMS configuration and Auto verification for phone_number are required when MFA is required/optional")
		}
	}
	return nil
}
