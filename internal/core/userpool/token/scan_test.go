package token

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzScan holds the scanner against the standard library: the same members with the same values.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		`{}`, ` { "a" : 1 , "b":[1,"]",{"c":"}"}],"d":null } `, `{"a":"\"\\","\u0061b":"x"}`, `{"a":1,"a":2}`, `[]`, `"a"`, `{"a":-1e5}`,
		`{"a":{"b":{}},"c":[[]],"d":true}`, "{\"a\":\t\n[1 , 2]}", `1`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		got := map[string]json.RawMessage{}
		members := 0
		err := scan(doc, func(name string, value []byte) error {
			got[name] = value
			members++
			return nil
		})
		var want map[string]json.RawMessage
		if json.Unmarshal(doc, &want) != nil || want == nil {
			if err == nil {
				t.Fatalf("%q: accepted", doc)
			}
			return
		}
		if err != nil || !bytes.Equal(doc, bytes.ToValidUTF8(doc, nil)) {
			return // a name twice, or too many; and invalid UTF-8 is for the other to repair
		}
		if members != len(want) {
			t.Fatalf("%q: got %d members, want %d", doc, members, len(want))
		}
		for name, value := range want {
			if !bytes.Equal(bytes.TrimSpace(value), got[name]) {
				t.Fatalf("%q: %q is %q, want %q", doc, name, got[name], value)
			}
		}
	})
}

// FuzzClaims only must not fall over.
func FuzzClaims(f *testing.F) {
	f.Add([]byte(`{"iss":"x/y","exp":1,"iat":2,"aud":["a"],"scope":"a b"}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		c, err := readClaims(doc)
		if err == nil && (c.expires < 0 || c.issued < 0 || !json.Valid(doc)) {
			t.Fatalf("%q: accepted as %+v", doc, c)
		}
	})
}
