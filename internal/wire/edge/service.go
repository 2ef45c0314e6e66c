package edge

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/sallyport/sallyport/internal/wire/awshttp"
)

// byScope takes the service that the request is signed for. A signature that is no good names one all the same: saying
// what is wrong with it is that service's business.
func (q *request) byScope() bool {
	credential := q.credential()
	if credential == "" {
		return false
	}
	parts := strings.Split(credential, "/")
	// Counted from the end: an access key may hold a slash, a scope may not.
	if len(parts) < 5 {
		return false
	}
	name := parts[len(parts)-2]
	if q.serve(q.bySigningName[name]) {
		return true
	}
	if name == "execute-api" {
		q.refuse("This request is signed for an API but addresses none: APIs are at {api}.execute-api.{region}.localhost and " +
			"/_aws/execute-api/{api}/{stage}/….")
		return true
	}
	q.refuse("Sallyport does not serve " + quote(name) + ", which this request is signed for.")
	return true
}

// credential is the Credential of the Authorization header, or of a presigned query.
func (q *request) credential() string {
	auth := q.r.Header.Get("Authorization")
	if strings.HasPrefix(strings.TrimSpace(auth), "AWS4-") {
		_, after, found := strings.Cut(auth, "Credential=")
		if !found {
			return ""
		}
		end := strings.IndexAny(after, ", \t")
		if end < 0 {
			end = len(after)
		}
		return after[:end]
	}
	return parameter(q.rawQuery, "X-Amz-Credential")
}

// parameter finds the first parameter of this name in form-encoded text.
func parameter(text, name string) string {
	for pair := range strings.SplitSeq(text, "&") {
		rawName, rawValue, _ := strings.Cut(pair, "=")
		if n, err := url.QueryUnescape(rawName); err != nil || n != name {
			continue
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return ""
		}
		return value
	}
	return ""
}

func (q *request) byTargetHeader() bool {
	target := q.r.Header.Get("X-Amz-Target")
	if target == "" {
		return false
	}
	prefix := target
	if i := strings.LastIndexByte(target, '.'); i >= 0 {
		prefix = target[:i]
	}
	s := q.byTarget[prefix]
	if s == nil {
		q.refuse("Sallyport does not serve " + quote(target) + ", which X-Amz-Target asks for.")
		return true
	}
	s.Handler.ServeHTTP(q.w, q.r)
	return true
}

// byAction finds the one service of the query protocol that has the action in the version.
func (q *request) byAction() bool {
	action, version := parameter(q.rawQuery, "Action"), parameter(q.rawQuery, "Version")
	if action == "" {
		form := q.peekForm()
		action, version = parameter(form, "Action"), parameter(form, "Version")
	}
	if action == "" {
		return false
	}
	candidates := q.byVersion[version]
	if version == "" {
		for _, services := range q.byVersion {
			candidates = append(candidates, services...)
		}
	}
	var found []*Service
	for _, s := range candidates {
		if s.Model.Operation(action) != nil {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		q.refuse("Sallyport serves no one service with the action " + quote(action) + " in the version " + quote(version) + ".")
		return true
	}
	found[0].Handler.ServeHTTP(q.w, q.r)
	return true
}

// peekForm reads the beginning of a form and puts it back before what is still unread.
func (q *request) peekForm() string {
	const enough = 64 << 10
	r := q.r
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPost || r.Body == nil || r.Body == http.NoBody || kind != "application/x-www-form-urlencoded" {
		return ""
	}
	// What ends early does so again for whoever reads it in earnest.
	head, err := io.ReadAll(io.LimitReader(r.Body, enough))
	r.Body = &putBack{Reader: io.MultiReader(bytes.NewReader(head), failing{err}, r.Body), Closer: r.Body}
	return string(head)
}

// putBack is a body whose beginning has been read.
type putBack struct {
	io.Reader
	io.Closer
}

// failing is where a body broke; with no error it is nothing at all.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// byPreflight answers browsers, whose question does not say which service the page will call.
func (q *request) byPreflight() bool {
	if q.r.Method != http.MethodOptions || q.r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	awshttp.AnswerPreflight(q.w, q.r)
	return true
}

// byBucket takes what is left as an anonymous request for an object.
func (q *request) byBucket() bool {
	if firstSegment(q.path) == "" {
		return false
	}
	return q.serve(q.bySigningName["s3"])
}
