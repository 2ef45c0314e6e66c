package client

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// AWS calls the services of one server with one set of credentials.
type AWS struct {
	Endpoint    string // http://127.0.0.1:4566
	Region      string
	Credentials sigv4.Credentials
	HTTP        *http.Client
	Now         func() time.Time
}

// Error is a service's refusal.
type Error struct {
	Status  int
	Code    string
	Message string
}

func (e *Error) Error() string {
	switch {
	case e.Message == "":
		return fmt.Sprintf("%s (status %d)", e.Code, e.Status)
	case e.Code == "":
		return e.Message
	}
	return e.Code + ": " + e.Message
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 64 << 20

// Query calls an operation of a service that speaks the query protocol; out is filled from the element of the result.
func (a *AWS) Query(ctx context.Context, service, version, action string, in url.Values, out any) error {
	form := url.Values{"Action": {action}, "Version": {version}}
	for k, v := range in {
		form[k] = v
	}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}}
	body, err := a.do(ctx, service, http.MethodPost, "/", header, []byte(form.Encode()))
	if err != nil || out == nil {
		return err
	}
	return decodeResult(body, action+"Result", out)
}

// decodeResult reads the result element of a query answer.
func decodeResult(body []byte, result string, out any) error {
	dec := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := dec.Token()
		if err != nil {
			return fmt.Errorf("the answer has no %s: %w", result, err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == result {
			return dec.DecodeElement(out, &start)
		}
	}
}

// JSON calls an operation of a service that speaks json 1.1.
func (a *AWS) JSON(ctx context.Context, service, target string, in, out any) error {
	payload, err := json.Marshal(in)
	if err != nil {
		return err
	}
	header := http.Header{"Content-Type": {"application/x-amz-json-1.1"}, "X-Amz-Target": {target}}
	body, err := a.do(ctx, service, http.MethodPost, "/", header, payload)
	if err != nil || out == nil || len(body) == 0 {
		return err
	}
	return json.Unmarshal(body, out)
}

// REST calls an operation of a service that speaks rest-json. The path is as sent, with its query.
func (a *AWS) REST(ctx context.Context, service, method, path string, in, out any) error {
	var payload []byte
	header := http.Header{}
	if in != nil {
		var err error
		if payload, err = json.Marshal(in); err != nil {
			return err
		}
		header.Set("Content-Type", "application/json")
	}
	body, err := a.do(ctx, service, method, path, header, payload)
	if err != nil || out == nil || len(body) == 0 {
		return err
	}
	return json.Unmarshal(body, out)
}

func (a *AWS) do(ctx context.Context, service, method, path string, header http.Header, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, a.Endpoint+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header = header
	if err := sigv4.Sign(req, sigv4.HashPayload(body), a.Credentials, a.Region, service, a.Now()); err != nil {
		return nil, fmt.Errorf("sign the request: %w", err)
	}
	resp, err := a.HTTP.Do(req)
	if err != nil {
		return nil, unreachable(a.Endpoint, err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", a.Endpoint, err)
	}
	if resp.StatusCode >= 300 {
		return nil, parseError(resp, answer)
	}
	return answer, nil
}

// unreachable takes the request's method and address out of an error that people read.
func unreachable(endpoint string, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return fmt.Errorf("no server answers at %s: %w", endpoint, err)
}

func parseError(resp *http.Response, body []byte) error {
	e := &Error{Status: resp.StatusCode, Code: strings.TrimSuffix(resp.Header.Get("X-Amzn-Errortype"), ":")}
	var x struct {
		Code    string `xml:"Error>Code"`
		Message string `xml:"Error>Message"`
	}
	var j struct {
		Type    string `json:"__type"`
		Message string `json:"message"` // also matches "Message"
	}
	switch {
	case xml.Unmarshal(body, &x) == nil && x.Code != "":
		e.Code, e.Message = x.Code, x.Message
	case json.Unmarshal(body, &j) == nil:
		e.Message = j.Message
		if j.Type != "" {
			e.Code = j.Type[strings.LastIndex(j.Type, "#")+1:]
		}
	}
	if e.Code == "" && e.Message == "" {
		e.Message = fmt.Sprintf("the server answered %s", resp.Status)
	}
	return e
}

// Is says whether an error is a service's refusal whose message holds the text.
func refusedWith(err error, text string) bool {
	var e *Error
	return errors.As(err, &e) && strings.Contains(e.Message, text)
}
