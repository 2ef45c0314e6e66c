package userpool

import (
	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// found fills in a new pool: what never changes here, what may change by the same way as an update.
func found(pool *Pool, in *cognitoidp.CreateUserPoolRequest) error {
	if len(in.AliasAttributes) > 0 && len(in.UsernameAttributes) > 0 {
		return cognitoidp.InvalidParameterException(
			"Only one of the aliasAttributes or usernameAttributes can be set in a user pool.")
	}
	schema, err := newSchema(in.Schema)
	if err != nil {
		return err
	}
	pool.Settings = cognitoidp.UserPoolType{
		Id: &pool.ID, Name: in.PoolName, Arn: awsapi.Ptr(pool.ARN()), SchemaAttributes: schema,
		AliasAttributes: given(in.AliasAttributes), UsernameAttributes: given(in.UsernameAttributes),
		UsernameConfiguration: in.UsernameConfiguration,
	}
	return pool.apply(&cognitoidp.UpdateUserPoolRequest{
		Policies: in.Policies, DeletionProtection: in.DeletionProtection, LambdaConfig: in.LambdaConfig,
		AutoVerifiedAttributes: in.AutoVerifiedAttributes, SmsVerificationMessage: in.SmsVerificationMessage,
		EmailVerificationMessage: in.EmailVerificationMessage, EmailVerificationSubject: in.EmailVerificationSubject,
		VerificationMessageTemplate: in.VerificationMessageTemplate, SmsAuthenticationMessage: in.SmsAuthenticationMessage,
		UserAttributeUpdateSettings: in.UserAttributeUpdateSettings, MfaConfiguration: in.MfaConfiguration,
		DeviceConfiguration: in.DeviceConfiguration, EmailConfiguration: in.EmailConfiguration,
		SmsConfiguration: in.SmsConfiguration, UserPoolTags: in.UserPoolTags,
		AdminCreateUserConfig: in.AdminCreateUserConfig, UserPoolAddOns: in.UserPoolAddOns,
		AccountRecoverySetting: in.AccountRecoverySetting, UserPoolTier: in.UserPoolTier,
		KeyConfiguration: in.KeyConfiguration, IssuerConfiguration: in.IssuerConfiguration,
	})
}

// apply sets everything that UpdateUserPool may set, with defaults for what it leaves out.
func (p *Pool) apply(in *cognitoidp.UpdateUserPoolRequest) error {
	if err := checkMFA(in.MfaConfiguration, in.SmsConfiguration != nil || p.SoftwareTokenMFA); err != nil {
		return err
	}
	if len(in.UserPoolTags) > maxTags {
		return tooManyTags()
	}
	if err := servedPool(in); err != nil {
		return err
	}
	policy, invites, err := passwordRules(in.Policies, in.AdminCreateUserConfig)
	if err != nil {
		return err
	}
	triggers, err := lambdaConfig(in.LambdaConfig)
	if err != nil {
		return err
	}
	to := &p.Settings
	to.Policies, to.AdminCreateUserConfig, to.LambdaConfig = policy, invites, triggers
	to.DeletionProtection = or(in.DeletionProtection, "INACTIVE")
	to.MfaConfiguration = or(in.MfaConfiguration, "OFF")
	to.AutoVerifiedAttributes = given(in.AutoVerifiedAttributes)
	to.SmsAuthenticationMessage, to.SmsConfiguration = in.SmsAuthenticationMessage, in.SmsConfiguration
	to.UserAttributeUpdateSettings = in.UserAttributeUpdateSettings
	to.DeviceConfiguration = in.DeviceConfiguration
	to.UserPoolTags, to.UserPoolAddOns = nil, in.UserPoolAddOns
	if len(in.UserPoolTags) > 0 {
		to.UserPoolTags = in.UserPoolTags
	}
	to.AccountRecoverySetting = in.AccountRecoverySetting
	to.UserPoolTier = or(in.UserPoolTier, "ESSENTIALS")
	email := awsapi.Val(in.EmailConfiguration)
	email.EmailSendingAccount = or(email.EmailSendingAccount, "COGNITO_DEFAULT")
	to.EmailConfiguration = &email
	p.applyMessages(in)
	return nil
}

// applyMessages sets the verification messages, which have an old and a new place: each shows in both.
func (p *Pool) applyMessages(in *cognitoidp.UpdateUserPoolRequest) {
	template := awsapi.Val(in.VerificationMessageTemplate)
	template.DefaultEmailOption = or(template.DefaultEmailOption, "CONFIRM_WITH_CODE")
	template.SmsMessage = first(template.SmsMessage, in.SmsVerificationMessage)
	template.EmailMessage = first(template.EmailMessage, in.EmailVerificationMessage)
	template.EmailSubject = first(template.EmailSubject, in.EmailVerificationSubject)
	p.Settings.VerificationMessageTemplate = &template
	p.Settings.SmsVerificationMessage = template.SmsMessage
	p.Settings.EmailVerificationMessage = template.EmailMessage
	p.Settings.EmailVerificationSubject = template.EmailSubject
}

// or is the given value or the default.
func or[T any](given *T, otherwise T) *T {
	if given != nil {
		return given
	}
	return &otherwise
}

// first is the first of two values that is given.
func first[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

// given makes an empty list an absent one: that is what it is once it was stored.
func given[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}
