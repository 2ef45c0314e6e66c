package gateway

import "strings"

// setHeader gives a header of the answer its values. Names that are no tokens and names of the connection are left out;
// names an API may not speak under are changed as AWS changes them.
func (x *exchange) setHeader(name string, values ...string) {
	if len(values) == 0 || !isToken(name) || isConnection(name) {
		return
	}
	if isReserved(name) {
		name = "x-amzn-Remapped-" + name
	}
	x.putHeader(name, values...)
}

// putHeader replaces a header of the answer.
func (x *exchange) putHeader(name string, values ...string) {
	x.resp.Header.Set(name, fieldValue(values[0]))
	for _, v := range values[1:] {
		x.resp.Header.Add(name, fieldValue(v))
	}
}

// isConnection tells the headers that belong to one connection (RFC 9110 section 7.6.1), not to an answer.
func isConnection(name string) bool {
	return isOneOf(name, "transfer-encoding", "te", "keep-alive", "proxy-connection")
}

// isReserved tells the headers an integration cannot set: they reach the client under another name.
func isReserved(name string) bool {
	return isOneOf(name, "authorization", "connection", "content-length", "content-md5", "date", "expect", "host", "max-forwards",
		"proxy-authenticate", "server", "trailer", "upgrade", "user-agent", "www-authenticate")
}

// isOneOf compares without case. It runs for every mapped header of every answer, so it makes no lower-case copy.
func isOneOf(name string, list ...string) bool {
	for _, other := range list {
		if len(other) == len(name) && strings.EqualFold(other, name) {
			return true
		}
	}
	return false
}

// isToken is RFC 9110 section 5.6.2.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}

// fieldValue keeps a value within its line (RFC 9110 section 5.5).
func fieldValue(s string) string {
	for i := range len(s) {
		if s[i] < ' ' && s[i] != '\t' || s[i] == 0x7f {
			return strings.Map(func(r rune) rune {
				if r < ' ' && r != '\t' || r == 0x7f {
					return ' '
				}
				return r
			}, s)
		}
	}
	return s
}
