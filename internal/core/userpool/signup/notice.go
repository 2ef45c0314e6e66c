package signup

import (
	"context"
	"net/url"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/trigger"
)

// notice is what is to be told to a user, before its words are found.
type notice struct {
	pool     *userpool.Pool
	clientID string // "" where an administrator acts
	user     *userpool.User
	step     string // as triggers name it: SignUp, ResendCode, ForgotPassword, ...
	metadata map[string]string
	name     string // the username as the user knows it
}

func (d *door) notice(u *userpool.User, step string, metadata map[string]string) notice {
	return notice{pool: d.pool, clientID: d.client.ID, user: u, step: step, metadata: metadata, name: u.Username}
}

// text is a message's words, with places for what is told.
type text struct{ sms, subject, email string }

// The places in texts.
const (
	codePlace = "{####}"
	namePlace = "{username}"
)

// The channels of messages.
const (
	channelEmail = "EMAIL"
	channelSMS   = "SMS"
)

func channelOf(attribute string) string {
	if attribute == userpool.PhoneNumber {
		return channelSMS
	}
	return channelEmail
}

// sendCode tells a user a code, and answers where it went.
func (s *Service) sendCode(
	ctx context.Context, n notice, code *userpool.Code, digits string,
) (*cognitoidp.CodeDeliveryDetailsType, error) {
	words := verificationText(n.pool)
	link := s.byLink(n, code)
	if link {
		words = linkText(n.pool)
	}
	words, err := s.customised(ctx, n, words, link)
	if err != nil {
		return nil, err
	}
	fill := func(s string) string { return strings.ReplaceAll(s, codePlace, digits) }
	if link {
		address, err := s.link(ctx, n, digits)
		if err != nil {
			return nil, err
		}
		fill = func(s string) string { return fillLink(s, address) }
	}
	if err := s.deliver(ctx, n.pool, code.Attribute, code.Value, words, fill, digits); err != nil {
		return nil, err
	}
	return details(code.Attribute, code.Value), nil
}

// deliver hands a message to the courier. What is told was stored before, so that a failure loses nothing.
func (s *Service) deliver(
	ctx context.Context, pool *userpool.Pool, attribute, to string, words text, fill func(string) string, code string,
) error {
	channel, body, subject := channelOf(attribute), words.email, words.subject
	config := functions(pool)
	sender := config.CustomEmailSender != nil
	if channel == channelSMS {
		body, subject, sender = words.sms, "", config.CustomSMSSender != nil
	}
	if sender {
		return cognitoidp.UnexpectedLambdaException("Custom sender invocation failed: custom senders are not served here.")
	}
	if err := s.Courier.Deliver(ctx, channel, to, subject, fill(body), code); err != nil {
		return cognitoidp.CodeDeliveryFailureException("Unable to deliver message").Because(err)
	}
	return nil
}

// byLink says that a sign-up is confirmed by following a link in a mail.
func (s *Service) byLink(n notice, code *userpool.Code) bool {
	template := awsapi.Val(n.pool.Settings.VerificationMessageTemplate)
	return code.Purpose == userpool.ToConfirm && code.Attribute == userpool.Email &&
		awsapi.Val(template.DefaultEmailOption) == "CONFIRM_WITH_LINK"
}

// link is where following a mail leads: the pool's domain.
func (s *Service) link(ctx context.Context, n notice, digits string) (string, error) {
	domain, err := s.Pools.DomainOfPool(ctx, n.pool.ID)
	switch {
	case err != nil:
		return "", err
	case domain == nil:
		return "", cognitoidp.CodeDeliveryFailureException("The user pool has no domain for the verification link.")
	case s.DomainURL == nil:
		return "", cognitoidp.CodeDeliveryFailureException("Verification links are not served.")
	}
	query := url.Values{"client_id": {n.clientID}, "user_name": {n.user.Username}, "confirmation_code": {digits}}
	return s.DomainURL(domain.Prefix) + "/confirmUser?" + query.Encode(), nil
}

// fillLink puts an address behind the words between {## and ##}.
func fillLink(body, address string) string {
	before, rest, ok := strings.Cut(body, "{##")
	words, after, closed := strings.Cut(rest, "##}")
	if !ok || !closed {
		return body
	}
	return before + `<a href="` + strings.ReplaceAll(address, "&", "&amp;") + `">` + words + "</a>" + after
}

type customMessageRequest struct {
	UserAttributes    map[string]string `json:"userAttributes"`
	CodeParameter     string            `json:"codeParameter"`
	LinkParameter     string            `json:"linkParameter,omitempty"`
	UsernameParameter *string           `json:"usernameParameter"`
	ClientMetadata    map[string]string `json:"clientMetadata,omitempty"`
}

type customMessageResponse struct {
	SMSMessage   *string `json:"smsMessage"`
	EmailMessage *string `json:"emailMessage"`
	EmailSubject *string `json:"emailSubject"`
}

const linkPlace = "{##Click Here##}"

// customised lets the pool's function find other words. Words that leave the code out are refused.
func (s *Service) customised(ctx context.Context, n notice, words text, link bool) (text, error) {
	request := customMessageRequest{
		UserAttributes: trigger.Attributes(n.user), CodeParameter: codePlace, ClientMetadata: n.metadata,
	}
	place := codePlace
	if link {
		request.LinkParameter, place = linkPlace, "{##"
	}
	if n.step == "AdminCreateUser" {
		request.UsernameParameter = awsapi.Ptr(namePlace)
	}
	var answer customMessageResponse
	err := s.Triggers.Run(ctx, trigger.Call{
		Pool: n.pool, Function: functions(n.pool).CustomMessage, Name: "CustomMessage", Source: "CustomMessage_" + n.step,
		Username: n.user.Username, ClientID: n.clientID, Request: request, Response: &answer,
	})
	if err != nil {
		return text{}, err
	}
	for _, custom := range []struct {
		to    *string
		from  *string
		place string
		most  int
	}{
		{&words.sms, answer.SMSMessage, codePlace, 140}, {&words.email, answer.EmailMessage, place, 20000},
		{&words.subject, answer.EmailSubject, "", 140},
	} {
		if awsapi.Val(custom.from) == "" {
			continue
		}
		if !strings.Contains(*custom.from, custom.place) || len(*custom.from) > custom.most {
			return text{}, cognitoidp.InvalidLambdaResponseException("CustomMessage failed: invalid message")
		}
		*custom.to = *custom.from
	}
	return words, nil
}
