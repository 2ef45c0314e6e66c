package signin

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// The second factors, by the names of their challenges.
const (
	smsMFA      = "SMS_MFA"
	softwareMFA = "SOFTWARE_TOKEN_MFA"
	mfaSetup    = "MFA_SETUP"
)

// offersSMS says that the pool can send codes by SMS.
func offersSMS(p *userpool.Pool) bool { return p.Settings.SmsConfiguration != nil }

// demands says how the pool stands to second factors: OFF, OPTIONAL or ON.
func demands(p *userpool.Pool) string {
	if v := awsapi.Val(p.Settings.MfaConfiguration); v != "" {
		return v
	}
	return "OFF"
}

// secondFactor chooses what is asked behind the password: what the user prefers, the one factor there is, a choice of
// several, or, where the pool insists and there is none, to set one up.
func (s *Service) secondFactor(ctx context.Context, a *attempt) (*Outcome, error) {
	demand := demands(a.pool)
	if demand == "OFF" {
		return s.finish(ctx, a)
	}
	if a.user.MFA.Email {
		return nil, unserved("the challenge EMAIL_OTP")
	}
	have := factors(a.pool, a.user)
	switch {
	case slices.Contains(have, a.user.MFA.Preferred):
		return s.challengeFactor(ctx, a, a.user.MFA.Preferred)
	case len(have) == 1:
		return s.challengeFactor(ctx, a, have[0])
	case len(have) > 1:
		list, err := json.Marshal(have)
		if err != nil {
			return nil, err
		}
		return s.ask(a, "SELECT_MFA_TYPE", map[string]string{"MFAS_CAN_CHOOSE": string(list)}, func(n *session) { n.Choices = have })
	case demand == "OPTIONAL":
		return s.finish(ctx, a)
	}
	return s.demandFactor(ctx, a)
}

// factors are those that the user has and the pool offers.
func factors(pool *userpool.Pool, u *userpool.User) []string {
	var have []string
	if u.MFA.SMS && offersSMS(pool) && u.Attributes.Get(userpool.PhoneNumber) != "" {
		have = append(have, smsMFA)
	}
	if u.MFA.Software && u.MFA.TOTPVerified && pool.SoftwareTokenMFA {
		have = append(have, softwareMFA)
	}
	return have
}

// demandFactor has the user set up a factor. Where only SMS is offered and the number is known there is nothing to set up.
func (s *Service) demandFactor(ctx context.Context, a *attempt) (*Outcome, error) {
	var can []string
	if offersSMS(a.pool) {
		can = append(can, smsMFA)
	}
	if a.pool.SoftwareTokenMFA {
		can = append(can, softwareMFA)
	} else if len(can) > 0 && a.user.Attributes.Get(userpool.PhoneNumber) != "" {
		return s.challengeFactor(ctx, a, smsMFA)
	}
	list, err := json.Marshal(can)
	if err != nil {
		return nil, err
	}
	return s.ask(a, mfaSetup, map[string]string{"MFAS_CAN_SETUP": string(list)}, nil)
}

func (s *Service) challengeFactor(ctx context.Context, a *attempt, factor string) (*Outcome, error) {
	if err := s.failureLock(ctx, codes(a.user)); err != nil {
		return nil, err
	}
	if factor == softwareMFA {
		params := map[string]string{}
		if a.user.MFA.TOTPName != "" {
			params["FRIENDLY_DEVICE_NAME"] = a.user.MFA.TOTPName
		}
		return s.ask(a, softwareMFA, params, nil)
	}
	return s.sendCode(ctx, a)
}

// sendCode sends six digits by SMS. They travel in the session, where only we can read them.
func (s *Service) sendCode(ctx context.Context, a *attempt) (*Outcome, error) {
	if s.Post == nil { // before there is a session that nobody could answer
		return nil, undelivered(nil)
	}
	code, err := ident.Text(s.Rand, "0123456789", 6)
	if err != nil {
		return nil, err
	}
	to := a.user.Attributes.Get(userpool.PhoneNumber)
	out, err := s.ask(a, smsMFA, map[string]string{
		"CODE_DELIVERY_DELIVERY_MEDIUM": "SMS", "CODE_DELIVERY_DESTINATION": maskPhone(to),
	}, func(n *session) { n.Code = code })
	if err != nil {
		return nil, err
	}
	text := awsapi.Val(a.pool.Settings.SmsAuthenticationMessage)
	if !strings.Contains(text, "{####}") {
		text = "Your authentication code is {####}. "
	}
	if err := s.Post.Deliver(ctx, "SMS", to, "", strings.ReplaceAll(text, "{####}", code), code); err != nil {
		return nil, undelivered(err)
	}
	return out, nil
}

// undelivered says that a code did not get out; why is for the log.
func undelivered(cause error) error {
	return cognitoidp.CodeDeliveryFailureException("Unable to deliver message").Because(cause)
}

// maskPhone shows the last four digits.
func maskPhone(number string) string {
	if len(number) <= 5 {
		return "+*******"
	}
	return "+*******" + number[len(number)-4:]
}
