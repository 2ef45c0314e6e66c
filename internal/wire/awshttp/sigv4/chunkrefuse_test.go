package sigv4

import (
	"strings"
	"testing"
)

func TestChunksRefused(t *testing.T) {
	t.Parallel()
	replace := func(i int, old, new string) func([]string) []string {
		return func(f []string) []string {
			if changed := strings.Replace(f[i], old, new, 1); changed != f[i] {
				f[i] = changed
				return f
			}
			panic("nothing to replace in " + f[i])
		}
	}
	without := func(i int) func([]string) []string {
		return func(f []string) []string { return append(f[:i:i], f[i+1:]...) }
	}
	add := func(text string) func([]string) []string {
		return func(f []string) []string { return append(f, text) }
	}
	swap := func(f []string) []string { f[0], f[1] = f[1], f[0]; return f }
	cut := func(n int) func([]string) []string {
		return func(f []string) []string { all := strings.Join(f, ""); return []string{all[:len(all)-n]} }
	}
	const signed, trailed, plain = StreamingPayload, StreamingPayloadTrailer, StreamingUnsignedTrailer
	for name, c := range map[string]struct {
		mode string
		edit func([]string) []string
		want Reason
	}{
		"data changed":                 {signed, replace(1, "second", "sekond"), ReasonChunkMismatch},
		"signature changed":            {signed, replace(0, "signature=", "signature=0"), ReasonChunkMismatch},
		"signature in capitals":        {signed, func(f []string) []string { f[3] = strings.ToUpper(f[3]); return f }, ReasonBadChunk},
		"signature absent":             {signed, replace(0, ";chunk-signature=", ""), ReasonBadChunk},
		"signature of another name":    {signed, replace(0, "chunk-signature", "signature"), ReasonBadChunk},
		"chunk left out":               {signed, without(1), ReasonChunkMismatch},
		"first chunk left out":         {signed, without(0), ReasonChunkMismatch},
		"last chunk left out":          {signed, without(2), ReasonLengthMismatch},
		"chunk twice":                  {signed, func(f []string) []string { f[2] = f[1]; return f }, ReasonLengthMismatch},
		"order changed":                {signed, swap, ReasonChunkMismatch},
		"no final chunk":               {signed, func(f []string) []string { return f[:3] }, ReasonIncompleteBody},
		"wrong final signature":        {signed, replace(3, "signature=", "signature=0"), ReasonChunkMismatch},
		"truncated in data":            {signed, func(f []string) []string { return []string{f[0], f[1][:len(f[1])-5]} }, ReasonIncompleteBody},
		"truncated in a line":          {signed, func(f []string) []string { return []string{f[0], f[1][:9]} }, ReasonIncompleteBody},
		"truncated by a byte":          {signed, cut(1), ReasonIncompleteBody},
		"nothing at all":               {signed, func([]string) []string { return nil }, ReasonIncompleteBody},
		"more behind the end":          {signed, add("x"), ReasonBadChunk},
		"a chunk behind the end":       {signed, func(f []string) []string { return append(f, f[0]) }, ReasonBadChunk},
		"size no number":               {signed, replace(0, "c;", "g;"), ReasonBadChunk},
		"size negative":                {signed, replace(0, "c;", "-c;"), ReasonBadChunk},
		"size enormous":                {signed, replace(0, "c;", "ffffffffffffffff;"), ReasonBadChunk},
		"size beyond the length":       {signed, replace(0, "c;", "fff;"), ReasonLengthMismatch},
		"size too small":               {signed, replace(0, "c;", "b;"), ReasonBadChunk},
		"data not ended":               {signed, replace(0, ",\r\n", ",xx"), ReasonBadChunk},
		"line ends bare":               {signed, replace(0, "\r\n", "\n"), ReasonBadChunk},
		"line without end":             {signed, func([]string) []string { return []string{strings.Repeat("0", 5000)} }, ReasonBadChunk},
		"plain body":                   {signed, func([]string) []string { return []string{"first chunk, second chunk, third"} }, ReasonIncompleteBody},
		"trailers not declared":        {signed, func(f []string) []string { f[4] = chunkedTrailer + ":AAAAAA==\r\n\r\n"; return f }, ReasonBadChunk},
		"trailer changed":              {trailed, replace(4, "=", "A"), ReasonChecksumMismatch},
		"trailer left out":             {trailed, without(4), ReasonChunkMismatch},
		"trailer signature left out":   {trailed, without(5), ReasonBadTrailer},
		"trailer signature changed":    {trailed, replace(5, ":", ":0"), ReasonChunkMismatch},
		"trailer behind its signature": {trailed, func(f []string) []string { f[4], f[5] = f[5], f[4]; return f }, ReasonChunkMismatch},
		"trailer of another name":      {trailed, replace(4, "crc32c", "crc32"), ReasonBadTrailer},
		"trailer twice":                {plain, func(f []string) []string { f[3] += f[4]; return f }, ReasonBadTrailer},
		"trailer without a colon":      {plain, replace(4, ":", " "), ReasonBadTrailer},
		"trailer without end":          {plain, replace(4, ":", strings.Repeat(":", 5000)), ReasonBadTrailer},
		"trailers truncated":           {trailed, cut(30), ReasonIncompleteBody},
		"trailed, data changed":        {trailed, replace(2, "third", "tired"), ReasonChunkMismatch},
		"trailed, more behind the end": {trailed, add("\r\n"), ReasonBadChunk},
		"plain, data changed":          {plain, replace(2, "third", "tired"), ReasonChecksumMismatch},
		"plain, trailer left out":      {plain, without(4), ReasonBadTrailer},
		"plain, chunk left out":        {plain, without(1), ReasonLengthMismatch},
		"plain, order changed":         {plain, swap, ReasonChecksumMismatch},
		"plain, no final chunk":        {plain, func(f []string) []string { return f[:3] }, ReasonIncompleteBody},
		"plain, truncated":             {plain, cut(2), ReasonIncompleteBody},
		"plain, more behind the end":   {plain, add("0\r\n"), ReasonBadChunk},
		"plain, with a signature":      {plain, replace(0, "\r\n", ";chunk-signature=00\r\n"), ReasonBadChunk},
		"plain, trailer's signature":   {plain, replace(4, "\r\n", "\r\nx-amz-trailer-signature:00\r\n"), ReasonBadTrailer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := newUpload(c.mode, c.edit)
			got, err := u.read(t)
			if !isReason(err, c.want) {
				t.Errorf("%q, %v, want %v", got, err, c.want)
			}
			if len(got) >= len(u.data()) {
				t.Error("all of the data came out of a body that was refused")
			}
		})
	}
}

func TestChunkedHeadsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*upload)
		want   Reason
	}{
		"no length":                  {func(u *upload) { u.declared = "none" }, ReasonLengthAbsent},
		"length no number":           {func(u *upload) { u.declared = "many" }, ReasonLengthMismatch},
		"length negative":            {func(u *upload) { u.declared = "-1" }, ReasonLengthMismatch},
		"length signed":              {func(u *upload) { u.declared = "+32" }, ReasonLengthMismatch},
		"length too small":           {func(u *upload) { u.declared = "31" }, ReasonLengthMismatch},
		"length too great":           {func(u *upload) { u.declared = "33" }, ReasonLengthMismatch},
		"no trailer declared":        {func(u *upload) { u.trailer = "" }, ReasonBadTrailer},
		"trailer that nobody checks": {func(u *upload) { u.trailer = "x-amz-checksum-crc99" }, ReasonBadTrailer},
		"trailer twice":              {func(u *upload) { u.trailer = chunkedTrailer + "," + chunkedTrailer }, ReasonBadTrailer},
		"another trailer too":        {func(u *upload) { u.trailer = chunkedTrailer + ",x-other" }, ReasonBadTrailer},
		"far too many":               {func(u *upload) { u.trailer = strings.Repeat("a,", 100) }, ReasonBadTrailer},
		"ECDSA":                      {func(u *upload) { u.mode = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD" }, ReasonPayloadRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := newUpload(StreamingPayloadTrailer, nil)
			c.change(u)
			if _, err := u.read(t); !isReason(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}
