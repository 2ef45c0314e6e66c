package sigv4

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"hash"
	"slices"
	"strings"
)

const (
	trailerNames     = "x-amz-trailer"
	trailerSignature = "x-amz-trailer-signature"
	maxTrailers      = 4
)

// checksums are what the trailers of a body will be held against.
type checksums []checksum

type checksum struct {
	name string
	sum  hash.Hash
}

// declaredTrailers makes the checksums that x-amz-trailer names. A trailer of
// another name, or one that cannot be checked, would be a claim that nobody holds against anything.
func declaredTrailers(r *Request, o *Options) (checksums, error) {
	names := strings.Split(strings.ToLower(r.header(trailerNames)), ",")
	if len(names) > maxTrailers {
		return nil, badTrailer(trailerNames)
	}
	var sums checksums
	for _, name := range names {
		name = strings.TrimSpace(name)
		if name == "" || o.Checksum == nil || sums.find(name) != nil {
			return nil, badTrailer(trailerNames)
		}
		sum := o.Checksum(name)
		if sum == nil {
			return nil, badTrailer(name)
		}
		sums = append(sums, checksum{name, sum})
	}
	return sums, nil
}

func badTrailer(name string) *Error { return &Error{Reason: ReasonBadTrailer, Value: name} }

func (c checksums) find(name string) hash.Hash {
	if i := slices.IndexFunc(c, func(s checksum) bool { return s.name == name }); i >= 0 {
		return c[i].sum
	}
	return nil
}

func (c checksums) write(p []byte) {
	for _, s := range c {
		s.sum.Write(p)
	}
}

// readTrailers reads all trailers up to the empty line behind them.
func (c *chunkReader) readTrailers() error {
	var canonical []byte
	for {
		name, value, err := c.trailerLine()
		switch {
		case err != nil:
			return err
		case name == "" && c.chain != nil:
			return badTrailer(trailerSignature)
		case name == "":
			return c.allTrailers()
		case name == trailerSignature && c.chain != nil:
			return c.endTrailers(value, canonical)
		}
		if err := c.keepTrailer(name, value); err != nil {
			return err
		}
		canonical = append(append(append(append(canonical, name...), ':'), value...), '\n')
	}
}

// endTrailers is behind the signature: nothing but the empty line.
func (c *chunkReader) endTrailers(signature string, canonical []byte) error {
	if !c.chain.endTrailer(signature, canonical) {
		return &Error{Reason: ReasonChunkMismatch}
	}
	if err := c.empty(); err != nil {
		return err
	}
	return c.allTrailers()
}

// trailerLine reads a line; an empty one has no name. Some clients end a trailer as it is signed, with a line feed, and
// then begin a new line.
func (c *chunkReader) trailerLine() (name, value string, err error) {
	text, err := c.in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", "", badTrailer("")
	case err != nil:
		return "", "", incomplete(err)
	case string(text) == "\r\n":
		return "", "", nil
	}
	bare := !bytes.HasSuffix(text, []byte("\r\n"))
	name, value, ok := strings.Cut(strings.TrimRight(string(text), "\r\n"), ":")
	name = strings.ToLower(name)
	if !ok || name == "" {
		return "", "", badTrailer("")
	}
	if bare {
		err = c.empty()
	}
	return name, strings.TrimSpace(value), err
}

func (c *chunkReader) keepTrailer(name, value string) error {
	sum := c.sums.find(name)
	if sum == nil || c.trailer.Get(name) != "" {
		return badTrailer(name)
	}
	if base64.StdEncoding.EncodeToString(sum.Sum(nil)) != value {
		return &Error{Reason: ReasonChecksumMismatch, Value: name}
	}
	c.trailer.Set(name, value)
	return nil
}

// allTrailers misses those that were declared and did not come.
func (c *chunkReader) allTrailers() error {
	for _, s := range c.sums {
		if c.trailer.Get(s.name) == "" {
			return badTrailer(s.name)
		}
	}
	return nil
}
