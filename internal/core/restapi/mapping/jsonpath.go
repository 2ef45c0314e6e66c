package mapping

import "strings"

// jsonPath is a compiled JSONPath, with the semantics of the Jayway library: a path that can only
// mean one value gives that value or nothing; any other gives the list of what it finds.
type jsonPath struct {
	segments []segment
	definite bool
	length   bool // ends in .length()
}

// segment selects children of a value and hands each to next.
type segment interface {
	walk(w *walker, v any, next func(any) error) error
}

// walker is the state of one search.
type walker struct {
	*budget
	root any
}

// find evaluates the path on a document.
func (p *jsonPath) find(root any, b *budget) (v any, found bool, err error) {
	return p.from(&walker{b, root}, root)
}

// from evaluates the path relative to start, which filters do.
func (p *jsonPath) from(w *walker, start any) (v any, found bool, err error) {
	result := &List{json: true}
	err = w.walk(p.segments, start, func(v any) error {
		result.items = append(result.items, v)
		return w.charge(16)
	})
	if err != nil {
		return nil, false, err
	}
	if v, found = any(result), true; p.definite {
		if v, found = nil, len(result.items) > 0; found {
			v = result.items[0]
		}
	}
	if p.length {
		v, found = measure(v)
	}
	return v, found, nil
}

func (w *walker) walk(segments []segment, v any, emit func(any) error) error {
	if err := w.spend(0); err != nil {
		return err
	}
	if len(segments) == 0 {
		return emit(v)
	}
	return segments[0].walk(w, v, func(child any) error { return w.walk(segments[1:], child, emit) })
}

// measure is .length().
func measure(v any) (any, bool) {
	switch v := v.(type) {
	case *List:
		return int64(len(v.items)), true
	case *Map:
		return int64(len(v.keys)), true
	case string:
		return int64(textLength(v)), true
	}
	return nil, false
}

// children lists the values directly inside one.
func children(v any) []any {
	switch v := v.(type) {
	case *List:
		return v.items
	case *Map:
		return v.values()
	}
	return nil
}

// namesSegment is .name or ['name', ...].
type namesSegment struct {
	names []string
	merge bool // several names at the end of a path give one object
}

func (s namesSegment) walk(w *walker, v any, next func(any) error) error {
	m, ok := v.(*Map)
	if !ok {
		return nil
	}
	merged := NewMap()
	for _, name := range s.names {
		child, ok := m.Get(name)
		switch {
		case !ok:
		case s.merge:
			merged.put(name, child)
		default:
			if err := next(child); err != nil {
				return err
			}
		}
	}
	if s.merge && len(merged.keys) > 0 {
		return next(merged)
	}
	return nil
}

// wildcardSegment is * or [*].
type wildcardSegment struct{}

func (wildcardSegment) walk(w *walker, v any, next func(any) error) error {
	for _, child := range children(v) {
		if err := next(child); err != nil {
			return err
		}
	}
	return nil
}

// indexSegment is [1], [-1] or [0, 2].
type indexSegment []int

func (s indexSegment) walk(w *walker, v any, next func(any) error) error {
	l, ok := v.(*List)
	if !ok {
		return nil
	}
	for _, i := range s {
		if i < 0 {
			i += len(l.items)
		}
		if i < 0 || i >= len(l.items) {
			continue
		}
		if err := next(l.items[i]); err != nil {
			return err
		}
	}
	return nil
}

// sliceSegment is [from:to], either end of which may be missing or count from the end.
type sliceSegment struct{ from, to *int }

func (s sliceSegment) walk(w *walker, v any, next func(any) error) error {
	l, ok := v.(*List)
	if !ok {
		return nil
	}
	size := len(l.items)
	for i := clamp(s.from, 0, size); i < clamp(s.to, size, size); i++ {
		if err := next(l.items[i]); err != nil {
			return err
		}
	}
	return nil
}

func clamp(end *int, missing, size int) int {
	if end == nil {
		return missing
	}
	if *end < 0 {
		return max(*end+size, 0)
	}
	return min(*end, size)
}

// descendSegment is ..: the value itself and everything below it, parents first.
type descendSegment struct{}

func (s descendSegment) walk(w *walker, v any, next func(any) error) error {
	if err := w.spend(0); err != nil {
		return err
	}
	if err := next(v); err != nil {
		return err
	}
	for _, child := range children(v) {
		if err := s.walk(w, child, next); err != nil {
			return err
		}
	}
	return nil
}

// filterSegment is [?(...)]: the elements of a list, or an object itself, that fulfil a condition.
type filterSegment struct{ cond predicate }

func (s filterSegment) walk(w *walker, v any, next func(any) error) error {
	candidates := []any{v}
	switch v := v.(type) {
	case *List:
		candidates = v.items
	case *Map:
	default:
		return nil
	}
	for _, candidate := range candidates {
		ok, err := s.cond.test(w, candidate)
		if err == nil && ok {
			err = next(candidate)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// rooted writes the $ that a path may leave out.
func rooted(text string) string {
	switch text = strings.TrimSpace(text); {
	case strings.HasPrefix(text, "$"):
		return text
	case strings.HasPrefix(text, "["):
		return "$" + text
	}
	return "$." + text
}
