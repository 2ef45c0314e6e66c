package userpool

import (
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
)

func TestUserFilter(t *testing.T) {
	t.Parallel()
	ann := &User{PoolID: "p", Sub: "s-1", Username: "Ann", Status: Confirmed, Attributes: Attributes{
		{Email, "Ann@example.org"}, {"name", `An "A" \ n`}, {"custom:x", "1"},
	}}
	for _, c := range []struct {
		filter string
		finds  bool
		err    string
	}{
		{``, true, ""},
		{`  `, true, ""},
		{`username = "Ann"`, true, ""},
		{`username="Ann"`, true, ""},
		{`username ^= "An"`, true, ""},
		{`username ^="B"`, false, ""},
		{`username = "An"`, false, ""},
		{`email = "Ann@example.org"`, true, ""},
		{`email = "ann@example.org"`, false, ""},
		{`name = "An \"A\" \\ n"`, true, ""},
		{`status = "Enabled"`, true, ""},
		{`status = "Disabled"`, false, ""},
		{`cognito:user_status = "CONFIRMED"`, true, ""},
		{`cognito:user_status ^= "conf"`, true, ""},
		{`sub = "s-1"`, true, ""},
		{`given_name = ""`, false, ""},
		{`given_name ^= ""`, false, ""},
		{`custom:x = "1"`, false, "Invalid search attribute: custom:x"},
		{`shoe = "1"`, false, "Invalid search attribute: shoe"},
		{`email`, false, "Error while parsing filter."},
		{`email = Ann`, false, "Error while parsing filter."},
		{`email = "Ann`, false, "Error while parsing filter."},
		{`email = "Ann" x`, false, "Error while parsing filter."},
		{`email = "Ann\`, false, "Error while parsing filter."},
		{`email == "Ann"`, false, "Error while parsing filter."},
		{`email ^ "Ann"`, false, "Error while parsing filter."},
		{`= "Ann"`, false, "Error while parsing filter."},
		{`"email" = "Ann"`, false, "Error while parsing filter."},
	} {
		f, err := parseUserFilter(c.filter)
		switch e := awsapi.AsException(err); {
		case c.err == "" && err != nil:
			t.Errorf("%s: %v", c.filter, err)
		case c.err != "" && (e == nil || e.Code != "InvalidParameterException" || e.Message != c.err):
			t.Errorf("%s: got %v, want %s", c.filter, err, c.err)
		case c.err == "" && f.accepts(&Pool{}, ann) != c.finds:
			t.Errorf("%s: finds %v, want %v", c.filter, !c.finds, c.finds)
		}
	}
}

// Whatever is written as a value is what is searched for.
func FuzzUserFilter(f *testing.F) {
	for _, seed := range []string{`email = "a"`, `a ^= "\""`, `"`, `email = "\\`, "name =\t\"x\ny\"", `sub^="`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if filter, err := parseUserFilter(text); err == nil && filter.name != "" && !strings.Contains(text, filter.name) {
			t.Errorf("%q searches %q", text, filter.name)
		}
		quoted := `name = "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
		filter, err := parseUserFilter(quoted)
		if err != nil || filter.value != text || filter.name != "name" || filter.prefix {
			t.Errorf("%q: got %+v, %v", quoted, filter, err)
		}
	})
}

func FuzzFoldCase(f *testing.F) {
	for _, seed := range [][2]string{{"Ann", "aNN"}, {"\u212aim", "kim"}, {"ſam", "SAM"}, {"ß", "ẞ"}, {"İ", "i"}, {"σ", "ς"}, {"", ""}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.ToValidUTF8(a, "") != a || strings.ToValidUTF8(b, "") != b {
			t.Skip("the wire carries UTF-8 alone")
		}
		if got, want := foldCase(a) == foldCase(b), strings.EqualFold(a, b); got != want {
			t.Errorf("%q and %q: equal %v, want %v", a, b, got, want)
		}
	})
}

func TestContacts(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"a@b", "ann@example.org", "ann+tag@mail.example.org", "ä@exämple.de", "o'neil@x.org"} {
		if !LooksLikeEmail(good) {
			t.Errorf("%q is an e-mail address", good)
		}
	}
	for _, bad := range []string{
		"", "ann", "@b", "a@", "a@@b", "a@b@c", "a b@c", "a@b..c", "a@-b", "a@b-", ".a@b", "a.@b", "a@b\r\nBcc: c@d", "a@b,c@d", "<a@b>",
		"a\x00@b", "a@\xff", strings.Repeat("x", 320) + "@b",
	} {
		if LooksLikeEmail(bad) {
			t.Errorf("%q is no e-mail address", bad)
		}
	}
	for _, good := range []string{"+491711234567", "+12", "+123456789012345"} {
		if !LooksLikePhone(good) {
			t.Errorf("%q is a phone number", good)
		}
	}
	for _, bad := range []string{"", "+", "+1", "491711234567", "+0491711234", "+49 171", "+1234567890123456", "+49-171", "+49a", "++49"} {
		if LooksLikePhone(bad) {
			t.Errorf("%q is no phone number", bad)
		}
	}
}

func TestSignOutRevokes(t *testing.T) {
	t.Parallel()
	u := &User{}
	at := time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC)
	if u.Revoked(at) {
		t.Error("nobody signed out")
	}
	u.SignOut(at.Add(999))
	for offset, want := range map[time.Duration]bool{-time.Second: true, 0: true, time.Millisecond: false, time.Second: false} {
		if got := u.Revoked(at.Add(offset)); got != want {
			t.Errorf("granted %v after: revoked %v, want %v", offset, got, want)
		}
	}
}
