package signin

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Preference is what SetUserMFAPreference and AdminSetUserMFAPreference set. What is nil stays as it is.
type Preference struct {
	SMS      *cognitoidp.SMSMfaSettingsType
	Software *cognitoidp.SoftwareTokenMfaSettingsType
	Email    *cognitoidp.EmailMfaSettingsType
	WebAuthn *cognitoidp.WebAuthnMfaSettingsType
}

// SetPreference switches a user's second factors on and off and sets the preferred one.
func (s *Service) SetPreference(ctx context.Context, user *userpool.User, p Preference) error {
	if p.Email != nil && awsapi.Val(p.Email.Enabled) {
		return unserved("the second factor EMAIL_OTP")
	}
	if p.WebAuthn != nil && awsapi.Val(p.WebAuthn.Enabled) {
		return unserved("the second factor WEB_AUTHN")
	}
	_, err := s.Pools.ChangeUser(ctx, user.Key(), func(u *userpool.User) error {
		mfa, err := p.apply(u)
		if err == nil {
			u.MFA = mfa
		}
		return err
	})
	return err
}

func (p *Preference) apply(u *userpool.User) (userpool.MFA, error) {
	mfa := u.MFA
	preferred := 0
	if p.SMS != nil {
		if awsapi.Val(p.SMS.Enabled) && u.Attributes.Get(userpool.PhoneNumber) == "" {
			return mfa, cognitoidp.InvalidParameterException("User does not have delivery config set to turn on SMS_MFA")
		}
		preferred += set(&mfa, &mfa.SMS, smsMFA, p.SMS.Enabled, p.SMS.PreferredMfa)
	}
	if p.Software != nil {
		if awsapi.Val(p.Software.Enabled) && !mfa.TOTPVerified {
			return mfa, cognitoidp.InvalidParameterException("User has not verified software token mfa")
		}
		preferred += set(&mfa, &mfa.Software, softwareMFA, p.Software.Enabled, p.Software.PreferredMfa)
	}
	if p.Email != nil {
		set(&mfa, &mfa.Email, "EMAIL_OTP", p.Email.Enabled, nil)
	}
	if preferred > 1 {
		return mfa, cognitoidp.InvalidParameterException("Only one MFA method can be preferred.")
	}
	return mfa, nil
}

// set switches one factor. What is switched off or no longer preferred does not stay the preferred one.
func set(mfa *userpool.MFA, on *bool, name string, enabled, preferred *bool) int {
	if enabled != nil {
		*on = *enabled
	}
	prefers := *on && awsapi.Val(preferred)
	switch {
	case prefers:
		mfa.Preferred = name
		return 1
	case mfa.Preferred == name && (!*on || preferred != nil):
		mfa.Preferred = ""
	}
	return 0
}

// SetOptions is what SetPreference replaced: a list that has codes by SMS or is empty.
func (s *Service) SetOptions(ctx context.Context, user *userpool.User, options []cognitoidp.MFAOptionType) error {
	on := false
	for _, o := range options {
		if awsapi.Val(o.DeliveryMedium) != "SMS" || awsapi.Val(o.AttributeName) != userpool.PhoneNumber {
			return cognitoidp.InvalidParameterException("MFA options can only be SMS to phone_number.")
		}
		on = true
	}
	return s.SetPreference(ctx, user, Preference{SMS: &cognitoidp.SMSMfaSettingsType{Enabled: &on}})
}
