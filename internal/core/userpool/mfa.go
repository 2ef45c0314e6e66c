package userpool

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// MFAConfig answers GetUserPoolMfaConfig.
func (s *Service) MFAConfig(ctx context.Context, home Home, poolID string) (*cognitoidp.GetUserPoolMfaConfigResponse, error) {
	pool, err := s.Pool(ctx, home, poolID)
	if err != nil {
		return nil, err
	}
	return pool.mfaConfig(), nil
}

func (p *Pool) mfaConfig() *cognitoidp.GetUserPoolMfaConfigResponse {
	out := &cognitoidp.GetUserPoolMfaConfigResponse{MfaConfiguration: p.Settings.MfaConfiguration}
	if p.Settings.SmsConfiguration != nil {
		out.SmsMfaConfiguration = &cognitoidp.SmsMfaConfigType{
			SmsAuthenticationMessage: p.Settings.SmsAuthenticationMessage, SmsConfiguration: p.Settings.SmsConfiguration,
		}
	}
	if p.SoftwareTokenMFA {
		out.SoftwareTokenMfaConfiguration = &cognitoidp.SoftwareTokenMfaConfigType{Enabled: awsapi.Ptr(true)}
	}
	return out
}

// SetMFAConfig sets which second factors the pool offers. A factor that the request leaves out is switched off; the SMS
// sender stays, since verification codes use it too.
func (s *Service) SetMFAConfig(
	ctx context.Context, home Home, in *cognitoidp.SetUserPoolMfaConfigRequest,
) (*cognitoidp.GetUserPoolMfaConfigResponse, error) {
	var out *cognitoidp.GetUserPoolMfaConfigResponse
	sms := awsapi.Val(in.SmsMfaConfiguration)
	software := awsapi.Val(awsapi.Val(in.SoftwareTokenMfaConfiguration).Enabled)
	err := s.changePool(ctx, home, awsapi.Val(in.UserPoolId), func(pool *Pool) error {
		if err := checkMFA(in.MfaConfiguration, sms.SmsConfiguration != nil || software); err != nil {
			return err
		}
		pool.Settings.MfaConfiguration = or(in.MfaConfiguration, "OFF")
		pool.SoftwareTokenMFA = software
		if sms.SmsConfiguration != nil {
			pool.Settings.SmsConfiguration = sms.SmsConfiguration
			pool.Settings.SmsAuthenticationMessage = sms.SmsAuthenticationMessage
		}
		out = pool.mfaConfig()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
