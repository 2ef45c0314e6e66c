package sigv4

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestKeyCache(t *testing.T) {
	t.Parallel()
	o := testOptions()
	o.Keys = NewKeyCache(10)
	r := signed(t, "GET", "/", "")
	verify := func(secret string, want bool) {
		t.Helper()
		if err := Verify(r, secret, testTime, o); (err == nil) != want {
			t.Errorf("Verify = %v, want success %v", err, want)
		}
	}
	verify("wrong", false)
	if o.Keys.Len() != 0 {
		t.Fatal("a key that verified nothing was kept")
	}
	verify(testSecret, true)
	verify(testSecret, true)
	verify("wrong", false)
	if o.Keys.Len() != 1 {
		t.Fatalf("%d keys kept, want 1", o.Keys.Len())
	}
	verify(testSecret, true)
}

func TestKeyCacheRotatedSecret(t *testing.T) {
	t.Parallel()
	o := testOptions()
	o.Keys = NewKeyCache(10)
	for _, secret := range []string{"first", "second"} {
		req := newRequest(t, "GET", "/", "")
		creds := Credentials{AccessKeyID: testKey, SecretAccessKey: secret}
		if err := Sign(req, EmptySHA256, creds, testRegion, "execute-api", testTime); err != nil {
			t.Fatal(err)
		}
		if err := Verify(FromHTTP(req, nil), secret, testTime, o); err != nil {
			t.Errorf("%s: Verify = %v", secret, err)
		}
	}
	key, ok := o.Keys.get("second", &Credential{testKey, "20260304", testRegion, "execute-api", terminator})
	if !ok || key == nil || o.Keys.Len() != 1 {
		t.Error("the rotated secret's key did not take the old one's place")
	}
	o.Keys.Forget("another")
	if o.Keys.Forget(testKey); o.Keys.Len() != 0 {
		t.Error("the key is held after Forget")
	}
}

func TestKeyCacheBounded(t *testing.T) {
	t.Parallel()
	cache := NewKeyCache(4)
	add := func(id, date string) {
		c := &Credential{id, date, "r", "s", terminator}
		cache.put(c, deriveKey("secret", c))
	}
	add("yesterday", "20260303")
	for i := range 3 {
		add(fmt.Sprint("today", i), "20260304")
	}
	add("new", "20260304")
	if _, ok := cache.get("secret", &Credential{AccessKeyID: "yesterday", Date: "20260303", Region: "r", Service: "s"}); ok {
		t.Error("yesterday's key outlived one of today's")
	}
	for i := range 100 {
		add(fmt.Sprint(i), "20260304")
	}
	if cache.Len() != 4 {
		t.Errorf("%d keys kept, want 4", cache.Len())
	}
}

func TestKeyCacheConcurrent(t *testing.T) {
	t.Parallel()
	o := testOptions()
	o.Keys = NewKeyCache(2)
	var wg sync.WaitGroup
	for i := range 8 {
		r := signed(t, "GET", fmt.Sprint("/", i), "")
		wg.Go(func() {
			for range 50 {
				if err := Verify(r, testSecret, testTime.Add(time.Second), o); err != nil {
					t.Errorf("Verify = %v", err)
				}
			}
			o.Keys.Forget(testKey)
		})
	}
	wg.Wait()
}
