package signup

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// verificationText is the pool's words for codes, or AWS's where it has none of its own.
func verificationText(pool *userpool.Pool) text {
	template := awsapi.Val(pool.Settings.VerificationMessageTemplate)
	return text{
		sms:     orDefault(template.SmsMessage, "Your confirmation code is {####}"),
		subject: orDefault(template.EmailSubject, "Your verification code"),
		email:   orDefault(template.EmailMessage, "Your confirmation code is {####}"),
	}
}

func linkText(pool *userpool.Pool) text {
	template := awsapi.Val(pool.Settings.VerificationMessageTemplate)
	words := verificationText(pool)
	words.subject = orDefault(template.EmailSubjectByLink, "Your verification link")
	words.email = orDefault(template.EmailMessageByLink, "Please click the link below to verify your email address. {##Verify Email##}")
	return words
}

func invitationText(pool *userpool.Pool) text {
	template := awsapi.Val(awsapi.Val(pool.Settings.AdminCreateUserConfig).InviteMessageTemplate)
	return text{
		sms:     orDefault(template.SMSMessage, "Your username is {username} and temporary password is {####}."),
		subject: orDefault(template.EmailSubject, "Your temporary password"),
		email:   orDefault(template.EmailMessage, "Your username is {username} and temporary password is {####}."),
	}
}

func orDefault(given *string, otherwise string) string {
	if awsapi.Val(given) == "" {
		return otherwise
	}
	return *given
}

// details say where a code went, without saying it to who does not know.
func details(attribute, value string) *cognitoidp.CodeDeliveryDetailsType {
	return &cognitoidp.CodeDeliveryDetailsType{
		AttributeName: awsapi.Ptr(attribute), DeliveryMedium: awsapi.Ptr(channelOf(attribute)), Destination: awsapi.Ptr(Mask(value)),
	}
}

// Mask hides an e-mail address or phone number from all but its owner.
func Mask(contact string) string {
	if local, domain, ok := strings.Cut(contact, "@"); ok {
		return firstOf(local) + "***@" + firstOf(domain) + "***"
	}
	return "+*******" + contact[max(0, len(contact)-4):]
}

func firstOf(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

// pretend answers as if a code had been sent to somebody who is not there: to the name itself if it is a contact, otherwise
// to one that is always the same for that name and that nobody can compute who does not know the pool's keys.
func (s *Service) pretend(
	ctx context.Context, d *door, name string, sms bool,
) (*cognitoidp.CodeDeliveryDetailsType, error) {
	keys, err := s.Pools.Store.Keys.Get(ctx, d.pool.ID)
	if err != nil {
		return nil, fmt.Errorf("keys of %s: %w", d.pool.ID, err)
	}
	mac := hmac.New(sha256.New, []byte(keys.Access.PKCS8))
	mac.Write([]byte("contact of " + d.pool.Fold(name)))
	sum := mac.Sum(nil)
	letter := func(b byte) string { return string(rune('a' + b%26)) }
	switch {
	case userpool.LooksLikeEmail(name):
		return details(userpool.Email, name), nil
	case userpool.LooksLikePhone(name):
		return details(userpool.PhoneNumber, name), nil
	case sms:
		return details(userpool.PhoneNumber, fmt.Sprintf("+1555000%04d", (int(sum[0])<<8|int(sum[1]))%10000)), nil
	}
	return details(userpool.Email, letter(sum[0])+"@"+letter(sum[1])), nil
}
