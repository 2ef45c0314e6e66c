package awshttp

import "net/http"

// allowBrowsers lets pages of any origin read answers: browsers' clients call these services directly, and what protects
// an operation is its signature or token, neither of which a browser sends by itself.
func allowBrowsers(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date")
}

const usualHeaders = "content-type,x-amz-target,x-amz-user-agent,cache-control,amz-sdk-request,amz-sdk-invocation-id," +
	"authorization,x-amz-date,x-amz-security-token,x-amz-content-sha256"

// AnswerPreflight answers a browser that asks whether a page may call a service. It allows what the page asks for: a new
// client library may send a header that is on no list.
func AnswerPreflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	allowBrowsers(h)
	asked := r.Header.Get("Access-Control-Request-Headers")
	if asked == "" {
		asked = usualHeaders
	}
	h.Set("Access-Control-Allow-Headers", asked)
	h.Set("Access-Control-Allow-Methods", "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS")
	h.Set("Access-Control-Max-Age", "172800")
	h.Add("Vary", "Access-Control-Request-Headers")
	h.Set("Content-Length", "0")
	w.WriteHeader(http.StatusOK)
}
