package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// streams is where the program writes and what it knows of the place. Colour and moving lines are for terminals only.
type streams struct {
	out, err io.Writer
	getenv   func(string) string
	colour   bool // err is a terminal that shows colour
	width    int  // of err, 0 if it is not a terminal
}

func system() streams {
	s := streams{out: os.Stdout, err: os.Stderr, getenv: os.Getenv}
	if fd := int(os.Stderr.Fd()); term.IsTerminal(fd) {
		s.colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		const usual = 80 // some terminals do not know how wide they are
		s.width = usual
		if w, _, err := term.GetSize(fd); err == nil && w > 0 {
			s.width = w
		}
	}
	return s
}

// colour is an ANSI colour.
type colour string

const (
	red    colour = "31"
	green  colour = "32"
	yellow colour = "33"
	grey   colour = "90"
	bold   colour = "1"
)

func (s streams) paint(c colour, text string) string {
	if !s.colour {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}
