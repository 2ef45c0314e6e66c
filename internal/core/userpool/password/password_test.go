package password

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

func strict(length int64) cognitoidp.PasswordPolicyType {
	yes := awsapi.Ptr(true)
	return cognitoidp.PasswordPolicyType{
		MinimumLength: &length, RequireUppercase: yes, RequireLowercase: yes, RequireNumbers: yes, RequireSymbols: yes,
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	lax := cognitoidp.PasswordPolicyType{MinimumLength: awsapi.Ptr(int64(6))}
	for _, c := range []struct {
		policy      cognitoidp.PasswordPolicyType
		clear, want string
	}{
		{strict(8), "Passw0rd!", ""},
		{strict(8), "Pw0rd!", "Password not long enough"},
		{strict(8), "passw0rd!", "Password must have uppercase characters"},
		{strict(8), "PASSW0RD!", "Password must have lowercase characters"},
		{strict(8), "Password!", "Password must have numeric characters"},
		{strict(8), "Passw0rdx", "Password must have symbol characters"},
		{strict(8), "Passw0rd x", ""},
		{strict(8), " Passw0rdx ", "Password must have symbol characters"},
		{strict(8), "ÄÖÜßw0rd!", "Password must have uppercase characters"},
		{strict(8), "Pä0!ööö", "Password not long enough"}, // seven characters, eleven bytes
		{lax, "secret", ""},
		{lax, "secre", "Password not long enough"},
		{lax, strings.Repeat("x", 256), ""},
		{lax, strings.Repeat("x", 257), "Password must not be longer than 256 characters"},
		{cognitoidp.PasswordPolicyType{}, "", ""},
	} {
		if got := Check(c.policy, c.clear); got != c.want {
			t.Errorf("%q: got %q, want %q", c.clear, got, c.want)
		}
	}
	for _, symbol := range symbols {
		if got := Check(strict(8), "Passw0rd"+string(symbol)); got != "" {
			t.Errorf("the symbol %q: %s", symbol, got)
		}
	}
}

func TestGenerate(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, length := range []int64{6, 8, 12, 13, 99} {
		for range 50 {
			made, err := Generate(strict(length), rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			if why := Check(strict(length), made); why != "" {
				t.Errorf("made %q: %s", made, why)
			}
			if strings.ContainsAny(made, " \t\n<>&\"'`\\$") {
				t.Errorf("%q does not survive a mail or a shell", made)
			}
			seen[made] = true
		}
	}
	if len(seen) != 250 {
		t.Errorf("%d of 250 passwords differ", len(seen))
	}
	broken := errors.New("no chance")
	if _, err := Generate(strict(8), iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
