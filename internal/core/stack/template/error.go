package template

import (
	"errors"
	"fmt"
)

// Pos is a place in a source file. Line and Column start at 1; zero means
// that the value has no source of its own.
type Pos struct {
	File         string
	Line, Column int
}

// String gives file:line:col, leaving out what is not known.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.File == "":
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Error is what is wrong with a template and where. Message is the sentence
// CloudFormation answers an API client with; Error() puts the position before
// it and the detail after it, for the person who wrote the file.
type Error struct {
	Pos     Pos
	Path    string // such as /Resources/Api/Properties/Body
	Message string
	Detail  string // what AWS does not say, such as which key is there twice
	Err     error  // the cause, where another service gave one
}

// Error gives file:line:col: message.
func (e *Error) Error() string {
	text := e.Message
	if e.Detail != "" {
		text += " (" + e.Detail + ")"
	}
	if at := e.Pos.String(); at != "" {
		return at + ": " + text
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Message gives the sentence for an API client: the Message of a template
// error, the text of any other.
func Message(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}

// failf makes the error of a place and a path.
func failf(pos Pos, path, format string, args ...any) error {
	return &Error{Pos: pos, Path: path, Message: fmt.Sprintf(format, args...)}
}
