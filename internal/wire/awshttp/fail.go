package awshttp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
)

// panicked is a panic of an operation, contained as an error.
type panicked struct {
	value any
	stack string
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

func panicError(value any) error {
	if value == http.ErrAbortHandler {
		panic(value)
	}
	return &panicked{value: value, stack: string(debug.Stack())}
}

// fail makes an error public: an exception is shown, anything else is logged and shown as an internal failure.
func (x *exchange) fail(ctx context.Context, err error) *protocol.Response {
	e := awsapi.AsException(err)
	if e == nil {
		x.log(ctx, slog.LevelError, "operation failed", err)
		e = x.internalFailure()
	} else if e.Cause != nil {
		x.log(ctx, slog.LevelInfo, "operation refused", err, slog.String("cause", e.Cause.Error()))
	}
	about := protocol.Failure{RequestID: x.seen.ID, Resource: x.req.Path}
	response, err := x.protocol.Fail(e, about)
	if err == nil {
		return response
	}
	x.log(ctx, slog.LevelError, "exception not writable", err)
	if response, err = x.protocol.Fail(x.internalFailure(), about); err == nil {
		return response
	}
	return &protocol.Response{Status: http.StatusInternalServerError}
}

// internalFailure says that something went wrong, and nothing of what.
func (x *exchange) internalFailure() *awsapi.Exception {
	e := &awsapi.Exception{
		Code: "InternalFailure", Status: http.StatusInternalServerError, Message: "An internal error has occurred.",
	}
	switch {
	case x.service.Protocol == "json":
		e.Code = "InternalErrorException"
	case x.isObject():
		e.Code, e.Message = "InternalError", "We encountered an internal error. Please try again."
	}
	return e
}

func (x *exchange) log(ctx context.Context, level slog.Level, message string, err error, more ...slog.Attr) {
	if errors.Is(err, context.Canceled) && x.http.Context().Err() != nil {
		// The client went away: that is not a fault of ours.
		level = slog.LevelInfo
	}
	attrs := append(more,
		slog.String("request_id", x.seen.ID), slog.String("service", x.service.ID), slog.String("error", err.Error()))
	if x.op != nil {
		attrs = append(attrs, slog.String("operation", x.op.Name))
	}
	var p *panicked
	if errors.As(err, &p) {
		attrs = append(attrs, slog.String("stack", p.stack))
	}
	x.Log.LogAttrs(ctx, level, message, attrs...)
}
