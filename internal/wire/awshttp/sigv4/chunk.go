package sigv4

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
)

const (
	decodedLength = "x-amz-decoded-content-length"
	// maxLine is ample for the line in front of a chunk and for a trailer.
	maxLine = 1 << 10
)

// chunkReader decodes aws-chunked:
//
//	size;chunk-signature=…⏎ data ⏎   as often as it takes
//	0;chunk-signature=…⏎             the final chunk
//	name:value⏎                      trailers, if there are any
//	x-amz-trailer-signature:…⏎
//	⏎
//
// The chunks are not kept: what has passed was verified up to the end of the
// chunk before, and the last bytes are given out only when all that follows
// them has been found right.
type chunkReader struct {
	in      *bufio.Reader
	chain   *chunkChain // nil where chunks are not signed
	sums    checksums
	trailer http.Header // nil where none may be sent

	declared  string // signature of the chunk that is being read
	left      int64  // of this chunk
	remaining int64  // of the whole body
	finished  bool
	err       error
}

func (s *Signature) openChunks(r *Request, body io.Reader, key *signingKey, p payload, o *Options) (*chunkReader, error) {
	text := r.header(decodedLength)
	if text == "" {
		return nil, &Error{Reason: ReasonLengthAbsent}
	}
	length, err := strconv.ParseInt(text, 10, 64)
	if err != nil || length < 0 || text[0] == '+' || text[0] == '-' {
		return nil, &Error{Reason: ReasonLengthMismatch, Value: text}
	}
	c := &chunkReader{in: bufio.NewReaderSize(body, maxLine), remaining: length}
	if p.signsChunks() {
		c.chain = newChunkChain(s, key)
	}
	if p.hasTrailer() {
		if c.sums, err = declaredTrailers(r, o); err != nil {
			return nil, err
		}
		c.trailer = http.Header{}
	}
	return c, nil
}

// Read gives out data of one chunk at a time.
func (c *chunkReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for c.err == nil {
		n, err := c.read(p)
		switch {
		case err != nil:
			c.err = err
		case n > 0:
			return n, nil
		}
	}
	return 0, c.err
}

// read returns io.EOF once all has been read and found right.
func (c *chunkReader) read(p []byte) (int, error) {
	if c.left == 0 {
		if c.finished {
			return 0, io.EOF
		}
		return 0, c.begin()
	}
	n, err := c.in.Read(p[:min(int64(len(p)), c.left)])
	c.pass(p[:n])
	switch {
	case err != nil && (c.left > 0 || !errors.Is(err, io.EOF)):
		return 0, incomplete(err)
	case c.left > 0:
		return n, nil
	}
	if err := c.end(); err != nil {
		return 0, err
	}
	if c.remaining == 0 {
		// The final chunk is read now, so that nobody is content with the last bytes before it has come.
		return n, c.begin()
	}
	return n, nil
}

func (c *chunkReader) pass(data []byte) {
	c.left -= int64(len(data))
	c.remaining -= int64(len(data))
	c.sums.write(data)
	if c.chain != nil {
		c.chain.sum.Write(data)
	}
}

// begin reads the line in front of a chunk; of the final one, all that follows.
func (c *chunkReader) begin() error {
	line, err := c.line()
	if err != nil {
		return err
	}
	text, extension, extended := strings.Cut(line, ";")
	size, err := strconv.ParseUint(text, 16, 63)
	if err != nil {
		return &Error{Reason: ReasonBadChunk}
	}
	var named bool
	c.declared, named = strings.CutPrefix(extension, "chunk-signature=")
	switch signed := c.chain != nil; {
	case signed != extended, signed && !named:
		return &Error{Reason: ReasonBadChunk}
	case size > uint64(c.remaining), size == 0 && c.remaining > 0:
		return &Error{Reason: ReasonLengthMismatch}
	}
	c.left = int64(size)
	if size > 0 {
		return nil
	}
	return c.finish()
}

// end checks the chunk that has been read.
func (c *chunkReader) end() error {
	if err := c.empty(); err != nil {
		return err
	}
	return c.verify()
}

func (c *chunkReader) verify() error {
	if c.chain == nil || c.chain.endChunk(c.declared) {
		return nil
	}
	return &Error{Reason: ReasonChunkMismatch}
}

// finish reads what is behind the final chunk's line, up to the end.
func (c *chunkReader) finish() error {
	err := c.verify()
	switch {
	case err != nil:
	case c.trailer != nil:
		err = c.readTrailers()
	default:
		err = c.empty()
	}
	if err != nil {
		return err
	}
	switch _, err := c.in.ReadByte(); {
	case err == nil:
		return &Error{Reason: ReasonBadChunk}
	case errors.Is(err, io.EOF):
		c.finished = true
		return nil
	default:
		return err
	}
}

func (c *chunkReader) empty() error {
	line, err := c.line()
	if err == nil && line != "" {
		err = &Error{Reason: ReasonBadChunk}
	}
	return err
}

// line reads up to a line end, which is CR LF.
func (c *chunkReader) line() (string, error) {
	text, err := c.in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", &Error{Reason: ReasonBadChunk}
	case err != nil:
		return "", incomplete(err)
	}
	text, ok := bytes.CutSuffix(text, []byte("\r\n"))
	if !ok {
		return "", &Error{Reason: ReasonBadChunk}
	}
	return string(text), nil
}

// incomplete is what an end before the end means; a connection that broke stays what it is.
func incomplete(err error) error {
	if errors.Is(err, io.EOF) {
		return &Error{Reason: ReasonIncompleteBody}
	}
	return err
}
