package template

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"unicode/utf8"
)

// jsonReader builds the tree of a JSON text from its tokens, with the place
// each one starts at.
type jsonReader struct {
	file    string
	src     []byte
	lines   []int // offset of each line's first byte
	decoder *json.Decoder
	budget  budget
}

// parseJSON reads strict JSON: one document, no comments, no duplicate keys.
func parseJSON(file string, src []byte) (*Value, error) {
	r := &jsonReader{file: file, src: src, lines: lineStarts(src), decoder: json.NewDecoder(bytes.NewReader(src))}
	var whole json.RawMessage
	var syntax *json.SyntaxError
	switch err := json.Unmarshal(src, &whole); {
	case errors.As(err, &syntax):
		return nil, r.fail(int(syntax.Offset)-1, syntax.Error())
	case err != nil:
		return nil, r.fail(0, err.Error())
	case !utf8.Valid(src):
		return nil, r.fail(0, "not UTF-8")
	}
	r.decoder.UseNumber()
	return r.value()
}

func (r *jsonReader) value() (*Value, error) {
	at := r.next()
	pos := r.pos(at)
	if why := r.budget.enter(); why != "" {
		return nil, r.fail(at, why)
	}
	defer r.budget.leave()
	token, err := r.decoder.Token()
	if err != nil {
		return nil, r.fail(at, err.Error())
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			return r.list(pos)
		}
		return r.object(pos)
	case json.Number:
		return &Value{Kind: Number, Pos: pos, Text: t.String()}, nil
	}
	return FromAny(pos, token)
}

func (r *jsonReader) list(pos Pos) (*Value, error) {
	list := NewList(pos)
	for r.decoder.More() {
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, item)
	}
	_, err := r.decoder.Token()
	return list, err
}

func (r *jsonReader) object(pos Pos) (*Value, error) {
	object := NewMap(pos)
	seen := map[string]bool{}
	for r.decoder.More() {
		at := r.next()
		token, err := r.decoder.Token()
		if err != nil {
			return nil, r.fail(at, err.Error())
		}
		key, _ := token.(string)
		if seen[key] {
			return nil, r.fail(at, fmt.Sprintf("duplicate key %q", key))
		}
		seen[key] = true
		v, err := r.value()
		if err != nil {
			return nil, err
		}
		object.Fields = append(object.Fields, Field{Key: key, Pos: r.pos(at), Value: v})
	}
	_, err := r.decoder.Token()
	return object, err
}

// next is the offset where the next token starts.
func (r *jsonReader) next() int {
	at := int(r.decoder.InputOffset())
	for at < len(r.src) && bytes.IndexByte([]byte(" \t\r\n,:"), r.src[at]) >= 0 {
		at++
	}
	return at
}

func (r *jsonReader) pos(offset int) Pos {
	offset = max(0, min(offset, len(r.src)))
	line := sort.Search(len(r.lines), func(i int) bool { return r.lines[i] > offset })
	column := utf8.RuneCount(r.src[r.lines[line-1]:offset]) + 1
	return Pos{File: r.file, Line: line, Column: column}
}

func (r *jsonReader) fail(offset int, detail string) error {
	pos := r.pos(offset)
	return &Error{
		Pos:     pos,
		Message: fmt.Sprintf("Template format error: JSON not well-formed. (line %d, column %d)", pos.Line, pos.Column),
		Detail:  detail,
	}
}

func lineStarts(src []byte) []int {
	starts := []int{0}
	for i, b := range src {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}
