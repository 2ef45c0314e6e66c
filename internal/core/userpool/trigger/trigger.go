// Package trigger calls the Lambda functions that a user pool names for the steps of its users' lives.
//
//	signup, signin -> Runner.Run(Call) -> event -> Invoker -> answer -> Call.Response
//
// A pool that names no function for a step skips it. A pool that names one is not served without it: where the function
// cannot be reached, the step fails.
package trigger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Invoker calls a function in a pool's name and waits for its answer. An error that is a *FunctionError means that the
// function ran and failed; any other that it could not be run.
type Invoker interface {
	Invoke(ctx context.Context, pool *userpool.Pool, functionARN string, event []byte) ([]byte, error)
}

// FunctionError is the failure of a function that ran.
type FunctionError struct{ Message string }

func (e *FunctionError) Error() string { return "the function failed: " + e.Message }

// Unreachable is the failure to run a function, with the exception by which Lambda refused.
type Unreachable struct {
	Code  string // "AccessDeniedException"
	Cause error
}

func (e *Unreachable) Error() string {
	return fmt.Sprintf("the function cannot be run: %s: %v", e.Code, e.Cause)
}

func (e *Unreachable) Unwrap() error { return e.Cause }

// Runner runs triggers. Without an Invoker every pool that names a function fails its step.
type Runner struct{ Invoker Invoker }

// NoClient stands for the client where an administrator acts.
const NoClient = "CLIENT_ID_NOT_APPLICABLE"

// Call is one step of a user's life.
type Call struct {
	Pool     *userpool.Pool
	Function *string // from the pool's LambdaConfig; nil skips the step
	Name     string  // "PreSignUp", as errors say it
	Source   string  // "PreSignUp_SignUp"
	Version  string  // of the event; "" is "1"
	Username string
	ClientID string // "" where an administrator acts
	Request  any
	Response any // a pointer: preset values go out with the event, the function's come back
}

// event is what a function gets, in the order of AWS's own.
type event struct {
	Version       string `json:"version"`
	Region        string `json:"region"`
	UserPoolID    string `json:"userPoolId"`
	Username      string `json:"userName"`
	CallerContext caller `json:"callerContext"`
	TriggerSource string `json:"triggerSource"`
	Request       any    `json:"request"`
	Response      any    `json:"response"`
}

type caller struct {
	SDK      string `json:"awsSdkVersion"`
	ClientID string `json:"clientId"`
}

func (c *Call) event() ([]byte, error) {
	e := event{
		Version: c.Version, Region: c.Pool.Region, UserPoolID: c.Pool.ID, Username: c.Username,
		CallerContext: caller{SDK: "aws-sdk-unknown-unknown", ClientID: c.ClientID},
		TriggerSource: c.Source, Request: c.Request, Response: c.Response,
	}
	if e.Version == "" {
		e.Version = "1"
	}
	if e.CallerContext.ClientID == "" {
		e.CallerContext.ClientID = NoClient
	}
	return json.Marshal(e)
}

// Run calls the function, if the pool names one, and reads its response.
func (r Runner) Run(ctx context.Context, c Call) error {
	if c.Function == nil || *c.Function == "" {
		return nil
	}
	sent, err := c.event()
	if err != nil {
		return fmt.Errorf("write the event of %s: %w", c.Source, err)
	}
	if r.Invoker == nil {
		return c.failed(&Unreachable{Code: "ResourceNotFoundException", Cause: errors.New("this server runs no functions")})
	}
	answer, err := r.Invoker.Invoke(ctx, c.Pool, *c.Function, sent)
	if err != nil {
		return c.failed(err)
	}
	return c.read(answer)
}

// failed says in AWS's words why a step cannot go on.
func (c *Call) failed(err error) error {
	var function *FunctionError
	if errors.As(err, &function) {
		return cognitoidp.UserLambdaValidationException(c.Name + " failed with error " + function.Message + ".").Because(err)
	}
	code := "ServiceException"
	var unreachable *Unreachable
	if errors.As(err, &unreachable) {
		code = unreachable.Code
	}
	return cognitoidp.UnexpectedLambdaException(c.Name + " invocation failed due to error " + code + ".").Because(err)
}

// read takes the response out of the event that the function gave back; all else in it is ignored.
func (c *Call) read(answer []byte) error {
	unreadable := cognitoidp.InvalidLambdaResponseException("Unrecognizable lambda output")
	var back struct {
		Response json.RawMessage `json:"response"`
	}
	if err := json.Unmarshal(answer, &back); err != nil {
		return unreadable.Because(err)
	}
	if len(back.Response) == 0 {
		return unreadable
	}
	if c.Response == nil {
		return nil
	}
	if err := json.Unmarshal(back.Response, c.Response); err != nil {
		return unreadable.Because(err)
	}
	return nil
}

// Attributes are a user's attributes as events carry them.
func Attributes(u *userpool.User) map[string]string {
	out := map[string]string{"sub": u.Sub, "cognito:user_status": string(u.Status)}
	for _, a := range u.Attributes {
		out[a.Name] = a.Value
	}
	return out
}
