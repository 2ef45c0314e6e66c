// Package keyring encrypts what the program keeps secret at rest, all under one master key.
//
//	file or given text -> master key -- HKDF-SHA256, one key per purpose --> AES-256-GCM
//
//	Seal    version (1 byte) | nonce (12) | ciphertext and tag; the associated data bind it to its place
//	Check   a sealed constant: kept with the data, it tells whether a master key is theirs
//
// The version byte names the way of sealing, so that another key or cipher can come while old boxes still open. No error and
// no formatting shows key material.
package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
)

// KeySize is the length of a master key in bytes.
const KeySize = 32

// version1 is AES-256-GCM under a key derived for the purpose.
const version1 = 1

// ErrWrongKey says that the data were written under another master key.
var ErrWrongKey = errors.New("the master key does not open this data")

// Ring holds a master key and derives the others. It is safe for concurrent use.
type Ring struct {
	master  []byte
	ciphers sync.Map // purpose -> cipher.AEAD
}

// New makes a ring of a master key.
func New(master []byte) (*Ring, error) {
	if len(master) != KeySize {
		return nil, fmt.Errorf("a master key has %d bytes, not %d", KeySize, len(master))
	}
	return &Ring{master: append([]byte(nil), master...)}, nil
}

// Parse makes a ring of a master key written in hex or base64, as a flag or the environment gives it.
func Parse(text string) (*Ring, error) {
	text = strings.TrimSpace(text)
	if key, err := hex.DecodeString(text); err == nil && len(key) == KeySize {
		return New(key)
	}
	plain := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(text), "=")
	if key, err := base64.RawStdEncoding.DecodeString(plain); err == nil && len(key) == KeySize {
		return New(key)
	}
	return nil, fmt.Errorf("a master key is %d bytes in hex or base64", KeySize)
}

// Generate draws a new master key.
func Generate(rand io.Reader) (*Ring, error) {
	key := make([]byte, KeySize)
	if _, err := io.ReadFull(rand, key); err != nil {
		return nil, fmt.Errorf("draw a master key: %w", err)
	}
	return New(key)
}

// Derive gives a key of 32 bytes for a purpose other than sealing, such as a MAC. No two purposes share a key.
func (r *Ring) Derive(purpose string) ([]byte, error) {
	return r.derive("derive/" + purpose)
}

func (r *Ring) derive(info string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, r.master, nil, "sallyport/"+info, KeySize)
	if err != nil {
		return nil, fmt.Errorf("derive the key for %s: %w", info, err)
	}
	return key, nil
}

// Seal encrypts and authenticates. Open needs the same purpose and associated data.
func (r *Ring) Seal(purpose string, plaintext, associated []byte) ([]byte, error) {
	aead, err := r.cipher(purpose)
	if err != nil {
		return nil, err
	}
	box := make([]byte, 1, 1+len(plaintext)+aead.Overhead())
	box[0] = version1
	return aead.Seal(box, nil, plaintext, associated), nil
}

// Open decrypts what Seal made.
func (r *Ring) Open(purpose string, sealed, associated []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, errors.New("nothing is sealed here")
	}
	if sealed[0] != version1 {
		return nil, fmt.Errorf("sealed in version %d, which this program does not know", sealed[0])
	}
	aead, err := r.cipher(purpose)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nil, sealed[1:], associated)
	if err != nil {
		return nil, errors.New("wrong key, wrong place or damaged")
	}
	return plain, nil
}

// cipher draws a random nonce for each box (NIST SP 800-38D section 8.2.2), which is good for 2^32 boxes a purpose.
func (r *Ring) cipher(purpose string) (cipher.AEAD, error) {
	if known, ok := r.ciphers.Load(purpose); ok {
		return known.(cipher.AEAD), nil
	}
	key, err := r.derive("seal/" + purpose)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal for %s: %w", purpose, err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("seal for %s: %w", purpose, err)
	}
	known, _ := r.ciphers.LoadOrStore(purpose, aead)
	return known.(cipher.AEAD), nil
}

const checkPurpose, checkText = "check", "this master key opens the data"

// Check makes the value to keep with new data.
func (r *Ring) Check() (string, error) {
	box, err := r.Seal(checkPurpose, []byte(checkText), nil)
	return base64.StdEncoding.EncodeToString(box), err
}

// Verify compares the master key with the check value that the data keep.
func (r *Ring) Verify(check string) error {
	box, err := base64.StdEncoding.DecodeString(check)
	if err != nil {
		return fmt.Errorf("the check value of the master key is damaged: %w", err)
	}
	if plain, err := r.Open(checkPurpose, box, nil); err != nil || string(plain) != checkText {
		return ErrWrongKey
	}
	return nil
}

// Format shows nothing of the ring, whatever the verb.
func (r *Ring) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "keyring.Ring") }

// LogValue shows nothing of the ring.
func (r *Ring) LogValue() slog.Value { return slog.StringValue("keyring.Ring") }
