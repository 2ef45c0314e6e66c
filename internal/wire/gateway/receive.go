package gateway

import (
	"context"
	"io"

	"github.com/sallyport/sallyport/internal/core/restapi"
)

// API Gateway's quotas of one request.
const (
	maxPayload = 10 << 20
	maxHeader  = 10_240 // bytes of names and values together
	maxTarget  = 10_240 // bytes of path and query
)

// receive bounds the request and reads its payload.
func receive(_ context.Context, x *exchange) *refusal {
	size := 0
	for i := range x.req.Header {
		size += len(x.req.Header[i].Name) + len(x.req.Header[i].Value)
	}
	switch {
	case size > maxHeader:
		return x.tooLarge("the headers have", maxHeader)
	case len(x.req.StagePath)+len(x.req.RawQuery) > maxTarget:
		return x.tooLarge("the URL has", maxTarget)
	case x.req.Size > maxPayload:
		return x.tooLarge("the payload has", maxPayload)
	case x.req.Body == nil:
		return nil
	}
	payload, err := io.ReadAll(io.LimitReader(x.req.Body, maxPayload+1))
	switch {
	case err != nil:
		return refuse(restapi.BadRequestBody).because("%s: the payload broke off", x.where())
	case len(payload) > maxPayload:
		return x.tooLarge("the payload has", maxPayload)
	}
	x.payload = string(payload)
	return nil
}

func (x *exchange) tooLarge(what string, most int) *refusal {
	return refuse(restapi.RequestTooLarge).because("%s: %s more than %d bytes", x.where(), what, most)
}
