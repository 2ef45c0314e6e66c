package grant

// The error codes of RFC 6749 section 5.2.
const (
	InvalidRequest       = "invalid_request"
	InvalidClient        = "invalid_client"
	InvalidGrant         = "invalid_grant"
	InvalidScope         = "invalid_scope"
	UnauthorizedClient   = "unauthorized_client"
	UnsupportedGrantType = "unsupported_grant_type"
)

// Error is a refusal as the client is told it.
type Error struct {
	Code        string
	Description string // "" where Cognito says no more than the code
	Reason      string // for the log and for explain; free of anything secret
}

func (e *Error) Error() string { return e.Code + ": " + e.Reason }

func refuse(code, reason string) error { return &Error{Code: code, Reason: reason} }
