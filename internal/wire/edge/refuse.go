package edge

import (
	"encoding/json"
	"net/http"
	"strings"
)

// refuse answers a request that no surface owns, or whose surface this server does not have.
func (q *request) refuse(message string) {
	q.fail(http.StatusNotFound, "UnknownEndpointException", message)
}

func (q *request) fail(status int, code, message string) {
	body, err := json.Marshal(map[string]string{"__type": code, "message": message})
	if err != nil {
		// Two texts always make an object; without one the status says enough.
		body = nil
	}
	h := q.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Amzn-Errortype", code)
	// A page's developer sees the reason, not a complaint about a missing header.
	h.Set("Access-Control-Allow-Origin", "*")
	q.w.WriteHeader(status)
	if q.r.Method != http.MethodHead {
		_, _ = q.w.Write(body)
	}
}

// quote shortens and cleans what a request said, for a message.
func quote(text string) string {
	const longest = 200
	if len(text) > longest {
		text = text[:longest]
	}
	return "'" + strings.ToValidUTF8(text, "?") + "'"
}
