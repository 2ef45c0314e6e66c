package sqlstore

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// encode makes the body of a value, its secrets sealed.
func (t *table[T]) encode(key string, value *T) ([]byte, error) {
	body, err := json.Marshal(value)
	if err == nil && (len(body) == 0 || body[0] != '{') {
		err = errors.New("a value must be a JSON object")
	}
	if err == nil && t.spec.Secrets != nil {
		body, err = t.seal(key, body)
	}
	if err != nil {
		return nil, fmt.Errorf("encode %s %q: %w", t.spec.Table, key, err)
	}
	return body, nil
}

// seal works on a copy of the value, which belongs to the caller and may be in use elsewhere.
func (t *table[T]) seal(key string, body []byte) ([]byte, error) {
	sealed := new(T)
	if err := json.Unmarshal(body, sealed); err != nil {
		return nil, err
	}
	for i, secret := range t.spec.Secrets(sealed) {
		if secret == nil || *secret == "" {
			continue
		}
		box, err := t.db.config.Sealer.Seal(t.purpose(), []byte(*secret), t.place(key, i))
		if err != nil {
			return nil, fmt.Errorf("seal secret %d: %w", i, err)
		}
		*secret = base64.StdEncoding.EncodeToString(box)
	}
	return json.Marshal(sealed)
}

// decode makes a value of a row, its secrets opened.
func (t *table[T]) decode(r row) (*T, error) {
	value := new(T)
	if err := json.Unmarshal(r.body, value); err != nil {
		return nil, fmt.Errorf("decode %s %q: %w", t.spec.Table, r.key, err)
	}
	if t.spec.Secrets == nil {
		return value, nil
	}
	for i, secret := range t.spec.Secrets(value) {
		if secret == nil || *secret == "" {
			continue
		}
		if err := t.open(secret, t.place(r.key, i)); err != nil {
			return nil, fmt.Errorf("%s %q: secret %d does not open: it was sealed for another row or with another key: %w",
				t.spec.Table, r.key, i, err)
		}
	}
	return value, nil
}

func (t *table[T]) open(secret *string, place []byte) error {
	box, err := base64.StdEncoding.DecodeString(*secret)
	if err != nil {
		return errors.New("it is not sealed")
	}
	plain, err := t.db.config.Sealer.Open(t.purpose(), box, place)
	if err != nil {
		return err
	}
	*secret = string(plain)
	return nil
}

func (t *table[T]) purpose() string { return "record/" + t.spec.Table }

// place names where a secret stands. The parts cannot run into each other: the key, which may hold anything, is last.
func (t *table[T]) place(key string, position int) []byte {
	return []byte(t.spec.Table + "\x00" + strconv.Itoa(position) + "\x00" + key)
}

// keepUnknown adds to a new body the members of the old one that this version's T does not know. It looks at the members of
// the body itself, not at those of objects within it: there a member that is missing may as well have been removed.
func (t *table[T]) keepUnknown(old, body []byte) ([]byte, error) {
	known := new(T)
	strict := json.NewDecoder(bytes.NewReader(old))
	strict.DisallowUnknownFields()
	if strict.Decode(known) == nil {
		return body, nil // the common case: nothing unknown, nothing more to pay
	}
	*known = *new(T)
	var stored, writable map[string]json.RawMessage
	err := errors.Join(json.Unmarshal(old, known), json.Unmarshal(old, &stored))
	if err != nil {
		return nil, err
	}
	again, err := json.Marshal(known)
	if err == nil {
		err = json.Unmarshal(again, &writable)
	}
	if err != nil {
		return nil, err
	}
	return merge(body, stored, writable)
}

// merge appends to body the stored members that are neither in it nor in known. A known member that is stored with its zero
// value may slip through when T omits it; it means the same either way.
func merge(body []byte, stored, known map[string]json.RawMessage) ([]byte, error) {
	var present map[string]json.RawMessage
	if err := json.Unmarshal(body, &present); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(stored)) {
		if has(known, name) || has(present, name) {
			continue
		}
		quoted, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		body = body[:len(body)-1]
		if len(present) > 0 {
			body = append(body, ',')
		}
		body = append(append(append(append(body, quoted...), ':'), stored[name]...), '}')
		present[name] = nil
	}
	return body, nil
}

// has matches names as encoding/json does when it decodes, without regard to case.
func has(members map[string]json.RawMessage, name string) bool {
	if _, ok := members[name]; ok {
		return true
	}
	for member := range members {
		if strings.EqualFold(member, name) {
			return true
		}
	}
	return false
}

// checkText refuses what some database cannot store as text.
func checkText(s string) error {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return errors.New("not UTF-8 text without NUL")
	}
	return nil
}

// checkKey refuses besides the empty key, which Changes gives a meaning of its own, and one too long for an index.
func checkKey(key string) error {
	if key == "" {
		return errors.New("the key is empty")
	}
	if len(key) > maxKey {
		return fmt.Errorf("the key has %d bytes, more than %d", len(key), maxKey)
	}
	if err := checkText(key); err != nil {
		return fmt.Errorf("key %q: %w", key, err)
	}
	return nil
}
