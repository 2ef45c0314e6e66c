package observe

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"time"
)

// The surfaces, as logs and metrics name them.
const (
	surfaceAPI      = "api"
	surfaceService  = "service"
	surfacePool     = "pool"
	surfaceDocument = "document"
	surfaceOwn      = "own"
	surfaceNone     = "none" // no surface owns the request
)

// answer is a response on its way, and what is known of its request.
type answer struct {
	http.ResponseWriter
	begin   time.Time
	status  int
	surface string
	service string // of a service: its id
	known   func(operation string) bool
	code    string // of the failure, as the body says it
	notes   *Notes
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) WriteHeader(status int) {
	if n := a.notes; n != nil && n.status != 0 {
		status = n.status
		a.Header().Set("Retry-After", "1")
	}
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(body []byte) (int, error) {
	a.begun()
	if a.status >= 400 && a.code == "" && a.surface != surfaceAPI {
		a.code = codeIn(body)
	}
	return a.ResponseWriter.Write(body)
}

// WriteString spares the gateway a copy of the body.
func (a *answer) WriteString(body string) (int, error) {
	a.begun()
	return io.WriteString(a.ResponseWriter, body)
}

func (a *answer) begun() {
	if a.status == 0 {
		a.status = http.StatusOK
	}
}

// codeIn finds the code of a failure where the query protocol and OAuth put it.
func codeIn(body []byte) string {
	for _, mark := range [...]struct{ before, behind string }{{"<Code>", "<"}, {`"error":"`, `"`}} {
		if _, rest, found := bytes.Cut(body, []byte(mark.before)); found {
			code, _, _ := bytes.Cut(rest, []byte(mark.behind))
			return string(code[:min(len(code), 100)])
		}
	}
	return ""
}

// of finds the answer behind a ResponseWriter; one of its own where the request did not come through Requests.
func of(w http.ResponseWriter) *answer {
	if a, ok := w.(*answer); ok {
		return a
	}
	return &answer{ResponseWriter: w, begin: time.Now()}
}

// line puts together what is known.
func (a *answer) line(r *http.Request) line {
	h := a.Header()
	l := line{
		Surface: cmp.Or(a.surface, surfaceNone), Service: a.service, Method: r.Method, Status: cmp.Or(a.status, http.StatusOK),
		Latency: time.Since(a.begin), SourceIP: hostOf(r.RemoteAddr),
		RequestID: cmp.Or(h.Get("X-Amzn-Requestid"), h.Get("X-Amz-Cognito-Request-Id")),
	}
	if l.Status >= 400 {
		l.Code = cmp.Or(errorType(h), a.code)
	}
	if a.surface == surfaceService {
		l.Operation, l.AccessKeyID = claimed(r, a.known)
	}
	if n := a.notes; n != nil {
		n.complete(&l)
	}
	if a.surface != surfaceService {
		l.Path = r.URL.Path[:min(len(r.URL.Path), 200)]
	}
	return l
}
