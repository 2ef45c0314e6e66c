package sigv4

import "strings"

const terminator = "aws4_request"

// Credential is the access key and the scope its signing key is derived for.
type Credential struct {
	AccessKeyID string
	Date        string // yyyymmdd
	Region      string
	Service     string

	end string // as sent; Check compares it with "aws4_request"
}

// parseCredential splits keyid/date/region/service/aws4_request. Region and
// service may be empty here: whether they are acceptable is for Check.
func parseCredential(s string) (Credential, bool) {
	parts := strings.TrimRight(s, "/")
	if strings.Count(parts, "/") != 4 {
		return Credential{}, false
	}
	var c Credential
	c.AccessKeyID, parts, _ = strings.Cut(parts, "/")
	c.Date, parts, _ = strings.Cut(parts, "/")
	c.Region, parts, _ = strings.Cut(parts, "/")
	c.Service, c.end, _ = strings.Cut(parts, "/")
	return c, c.AccessKeyID != ""
}

// String is the form requests carry.
func (c Credential) String() string {
	return c.AccessKeyID + "/" + string(c.appendScope(nil))
}

func (c Credential) appendScope(dst []byte) []byte {
	for _, part := range [...]string{c.Date, c.Region, c.Service} {
		dst = append(append(dst, part...), '/')
	}
	return append(dst, terminator...)
}
