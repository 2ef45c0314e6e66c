package sigv4

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func edit(name, old, new string) func(*Request) {
	return func(r *Request) { r.Header.Set(name, strings.Replace(r.Header.Get(name), old, new, 1)) }
}

func upperSignature(text string) string {
	i := strings.Index(text, "Signature=") + len("Signature=")
	return text[:i] + strings.ToUpper(text[i:])
}

// TestRefused changes one thing about a valid request each time.
func TestRefused(t *testing.T) {
	t.Parallel()
	auth := "Authorization"
	tests := map[string]struct {
		change func(*Request)
		want   Reason
	}{
		"unsigned":               {func(r *Request) { r.Header.Del(auth) }, ReasonMissingToken},
		"empty authorization":    {func(r *Request) { r.Header.Set(auth, "") }, ReasonMissingToken},
		"method":                 {func(r *Request) { r.Method = "DELETE" }, ReasonSignatureMismatch},
		"host":                   {func(r *Request) { r.Host = "other.test" }, ReasonSignatureMismatch},
		"path":                   {func(r *Request) { r.RawPath = "/dev/pet" }, ReasonSignatureMismatch},
		"path spelling":          {func(r *Request) { r.RawPath = "/dev/%70ets" }, ReasonSignatureMismatch},
		"query value":            {func(r *Request) { r.RawQuery = "a=2" }, ReasonSignatureMismatch},
		"query added":            {func(r *Request) { r.RawQuery += "&b=1" }, ReasonSignatureMismatch},
		"query removed":          {func(r *Request) { r.RawQuery = "" }, ReasonSignatureMismatch},
		"query broken escape":    {func(r *Request) { r.RawQuery = "a=1%" }, ReasonMalformedURI},
		"query broken name":      {func(r *Request) { r.RawQuery = "%zz=1" }, ReasonMalformedURI},
		"body":                   {func(r *Request) { r.Body = []byte("x") }, ReasonSignatureMismatch},
		"header value":           {func(r *Request) { r.Header.Set("X-Thing", "2") }, ReasonSignatureMismatch},
		"header repeated":        {func(r *Request) { r.Header.Add("X-Thing", "2") }, ReasonSignatureMismatch},
		"header removed":         {func(r *Request) { r.Header.Del("X-Thing") }, ReasonHeaderAbsent},
		"token stripped":         {func(r *Request) { r.Header.Del("X-Amz-Security-Token") }, ReasonHeaderAbsent},
		"token changed":          {edit("X-Amz-Security-Token", "tok", "kot"), ReasonSignatureMismatch},
		"unsigned x-amz header":  {func(r *Request) { r.Header.Set("X-Amz-Acl", "public") }, ReasonHeaderUnsigned},
		"odd-case x-amz header":  {func(r *Request) { r.Header["x-AMZ-acl"] = []string{"p"} }, ReasonHeaderUnsigned},
		"two authorizations":     {func(r *Request) { r.Header.Add(auth, r.Header.Get(auth)) }, ReasonDuplicate},
		"two credentials":        {edit(auth, "Credential=", "Credential=x,Credential="), ReasonDuplicate},
		"header named twice":     {edit(auth, "=host", "=host;host"), ReasonDuplicate},
		"both forms":             {func(r *Request) { r.RawQuery += "&X-Amz-Algorithm=a" + allQueryParts }, ReasonBothForms},
		"other key id":           {edit(auth, testKey, "AKIDOTHER"), 0},
		"other date":             {edit("X-Amz-Date", "050607", "050608"), ReasonSignatureMismatch},
		"two dates":              {func(r *Request) { r.Header.Add("X-Amz-Date", "20260304T050607Z") }, ReasonBadDate},
		"fraction in date":       {edit("X-Amz-Date", "07Z", "07.5Z"), ReasonBadDate},
		"no date":                {func(r *Request) { r.Header.Del("X-Amz-Date") }, ReasonIncomplete},
		"other day in scope":     {edit(auth, "/20260304/", "/20260305/"), ReasonBadScope},
		"other terminator":       {edit(auth, "aws4_request", "aws5_request"), ReasonBadScope},
		"four elements":          {edit(auth, "/aws4_request", ""), ReasonBadCredential},
		"no key id":              {edit(auth, testKey, ""), ReasonBadCredential},
		"other algorithm":        {edit(auth, "HMAC-SHA256", "ECDSA-P256-SHA256"), ReasonUnknownAlgorithm},
		"no algorithm":           {edit(auth, Algorithm+" ", ""), ReasonNoAlgorithm},
		"host not signed":        {edit(auth, "host;", ""), ReasonHostUnsigned},
		"signature missing":      {edit(auth, "Signature=", "Sig="), ReasonIncomplete},
		"signature in capitals":  {func(r *Request) { r.Header.Set(auth, upperSignature(r.Header.Get(auth))) }, ReasonSignatureMismatch},
		"signature cut":          {func(r *Request) { v := r.Header.Get(auth); r.Header.Set(auth, v[:len(v)-1]) }, ReasonSignatureMismatch},
		"signature longer":       {func(r *Request) { r.Header.Set(auth, r.Header.Get(auth)+"0") }, ReasonSignatureMismatch},
		"bearer":                 {func(r *Request) { r.Header.Set(auth, "Bearer a.b.c") }, ReasonMalformedHeader},
		"basic":                  {func(r *Request) { r.Header.Set(auth, "Basic dTpwYXNz=") }, ReasonIncomplete},
		"declared hash of other": {func(r *Request) { r.Header.Set("X-Amz-Content-Sha256", EmptySHA256) }, ReasonHeaderUnsigned},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := signed(t, "POST", "/dev/pets?a=1", "{}", "X-Thing", "1", "X-Amz-Security-Token", "token")
			if err := Verify(r, testSecret, testTime, testOptions()); err != nil {
				t.Fatalf("before the change: %v", err)
			}
			tt.change(r)
			err := Verify(r, testSecret, testTime, testOptions())
			if tt.want == 0 {
				// The key id alone is not signed: it selects the secret.
				if s, perr := Parse(r); err != nil || perr != nil || s.AccessKeyID != "AKIDOTHER" {
					t.Errorf("Verify = %v, Parse = %v", err, perr)
				}
				return
			}
			if !isReason(err, tt.want) {
				t.Errorf("Verify = %v, want %v", err, tt.want)
			}
		})
	}
}

const allQueryParts = "&X-Amz-Credential=a&X-Amz-Signature=a&X-Amz-SignedHeaders=a&X-Amz-Date=a"

func TestRefusedByOptions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		o      Options
		secret string
		at     time.Duration
		want   Reason
	}{
		"other secret":  {Options{Services: []string{"execute-api"}}, "other", 0, ReasonSignatureMismatch},
		"empty secret":  {Options{Services: []string{"execute-api"}}, "", 0, ReasonSignatureMismatch},
		"other region":  {Options{Services: []string{"execute-api"}, Regions: []string{"us-east-1"}}, testSecret, 0, ReasonBadScope},
		"other service": {Options{Services: []string{"lambda", "iam"}}, testSecret, 0, ReasonBadScope},
		"expired":       {*testOptions(), testSecret, 15*time.Minute + time.Second, ReasonExpired},
		"future":        {*testOptions(), testSecret, -15*time.Minute - time.Second, ReasonNotYetCurrent},
		"5 min expired": {Options{Services: []string{"execute-api"}, Skew: 5 * time.Minute}, testSecret, 301 * time.Second, ReasonExpired},
		"5 min future":  {Options{Services: []string{"execute-api"}, Skew: 5 * time.Minute}, testSecret, -301 * time.Second, ReasonNotYetCurrent},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := signed(t, "GET", "/", "")
			if err := Verify(r, tt.secret, testTime.Add(tt.at), &tt.o); !isReason(err, tt.want) {
				t.Errorf("Verify = %v, want %v", err, tt.want)
			}
		})
	}
	t.Run("edges of the window", func(t *testing.T) {
		t.Parallel()
		r := signed(t, "GET", "/", "")
		for _, at := range []time.Duration{15 * time.Minute, -15 * time.Minute} {
			if err := Verify(r, testSecret, testTime.Add(at), testOptions()); err != nil {
				t.Errorf("at %v: Verify = %v", at, err)
			}
		}
	})
	t.Run("signed with an empty secret", func(t *testing.T) {
		t.Parallel()
		req := newRequest(t, "GET", "/", "")
		if err := Sign(req, EmptySHA256, Credentials{AccessKeyID: testKey}, testRegion, "execute-api", testTime); err != nil {
			t.Fatal(err)
		}
		if err := Verify(FromHTTP(req, nil), "", testTime, testOptions()); !isReason(err, ReasonSignatureMismatch) {
			t.Errorf("Verify = %v", err)
		}
	})
	t.Run("no services", func(t *testing.T) {
		t.Parallel()
		if err := Verify(signed(t, "GET", "/", ""), testSecret, testTime, &Options{}); err != errNoServices {
			t.Errorf("Verify = %v, want %v", err, errNoServices)
		}
	})
	t.Run("allowed unsigned header", func(t *testing.T) {
		t.Parallel()
		r := signed(t, "GET", "/", "")
		r.Header.Set("X-Amz-Cf-Id", "edge")
		o := testOptions()
		o.AllowUnsigned = []string{"x-amz-cf-id"}
		if err := Verify(r, testSecret, testTime, o); err != nil {
			t.Errorf("Verify = %v", err)
		}
	})
}

func TestRefusedPresigned(t *testing.T) {
	t.Parallel()
	replace := func(old, new string) func(*Request) {
		return func(r *Request) { r.RawQuery = strings.Replace(r.RawQuery, old, new, 1) }
	}
	tests := map[string]struct {
		change func(*Request)
		at     time.Duration
		want   Reason
	}{
		"expired":            {replace("", ""), time.Hour + time.Second, ReasonExpired},
		"future":             {replace("", ""), -16 * time.Minute, ReasonNotYetCurrent},
		"longer life":        {replace("Expires=3600", "Expires=7200"), 0, ReasonSignatureMismatch},
		"over a week":        {replace("Expires=3600", "Expires=604801"), 0, ReasonBadExpires},
		"negative life":      {replace("Expires=3600", "Expires=-1"), 0, ReasonBadExpires},
		"no life":            {replace("Expires=3600", "Expires=0"), 0, ReasonBadExpires},
		"expires twice":      {replace("X-Amz-Expires=", "X-Amz-Expires=9&X-Amz-Expires="), 0, ReasonDuplicate},
		"signature twice":    {replace("X-Amz-Signature=", "X-Amz-Signature=a&X-Amz-Signature="), 0, ReasonDuplicate},
		"encoded twice":      {replace("X-Amz-Signature=", "X%2DAmz-Signature=a&X-Amz-Signature="), 0, ReasonDuplicate},
		"algorithm missing":  {replace("X-Amz-Algorithm=", "Y="), 0, ReasonIncomplete},
		"date missing":       {replace("X-Amz-Date=", "Y="), 0, ReasonIncomplete},
		"token changed":      {replace("Token=tok", "Token=kot"), 0, ReasonSignatureMismatch},
		"token stripped":     {replace("X-Amz-Security-Token=token", ""), 0, ReasonSignatureMismatch},
		"parameter added":    {func(r *Request) { r.RawQuery += "&admin=1" }, 0, ReasonSignatureMismatch},
		"value escape":       {replace("Token=token", "Token=%f"), 0, ReasonMalformedURI},
		"body":               {func(r *Request) { r.Body = []byte("x") }, 0, ReasonSignatureMismatch},
		"x-amz header added": {func(r *Request) { r.Header.Set("X-Amz-Target", "x") }, 0, ReasonHeaderUnsigned},
		"authorization too":  {func(r *Request) { r.Header.Set("Authorization", "Bearer x") }, 0, ReasonBothForms},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := presigned(t, "/a?b=c", Credentials{testKey, testSecret, "token"}, "execute-api")
			tt.change(r)
			if err := Verify(r, testSecret, testTime.Add(tt.at), testOptions()); !isReason(err, tt.want) {
				t.Errorf("Verify = %v, want %v", err, tt.want)
			}
		})
	}
}

func TestPresignRefusesExpiry(t *testing.T) {
	t.Parallel()
	for _, expires := range []time.Duration{0, -time.Hour, MaxExpires + time.Second} {
		req, _ := http.NewRequest("GET", "http://h.test/", nil)
		if err := Presign(req, expires, EmptySHA256, testCreds(), "r", "s", testTime); err == nil {
			t.Errorf("%v: presigned", expires)
		}
	}
}
