package awsapi_test

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// mostCandidates bounds how many ways through a pattern are kept: their number doubles with every choice in it.
const mostCandidates = 256

// candidates walks a parsed expression and lists texts that it is likely to match, the shortest way first. What may
// grow is also tried with room for the given number of runes. Positions such as ^ and \b count for nothing here, so
// callers try each text on the compiled expression.
func candidates(re *syntax.Regexp, room int) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{string(re.Rune)}
	case syntax.OpCharClass:
		return firstOf(re.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return []string{"a"}
	case syntax.OpCapture:
		return candidates(re.Sub[0], room)
	case syntax.OpStar:
		return repeated(re.Sub[0], 0, -1, room)
	case syntax.OpPlus:
		return repeated(re.Sub[0], 1, -1, room)
	case syntax.OpQuest:
		return repeated(re.Sub[0], 0, 1, room)
	case syntax.OpRepeat:
		return repeated(re.Sub[0], re.Min, re.Max, room)
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			all = append(all, candidates(sub, room)...)
		}
		return bounded(all)
	case syntax.OpConcat:
		all := []string{""}
		for _, sub := range re.Sub {
			all = joined(all, candidates(sub, room))
		}
		return all
	case syntax.OpNoMatch:
		return nil
	}
	return []string{""}
}

// firstOf finds the first printable rune of a class, or failing that its very first.
func firstOf(ranges []rune) []string {
	if len(ranges) == 0 {
		return nil
	}
	for i := 0; i < len(ranges); i += 2 {
		// The ranges of negated classes end at the last code point: printable runes come soon or never.
		for r := ranges[i]; r <= min(ranges[i+1], ranges[i]+0x200); r++ {
			if unicode.IsPrint(r) {
				return []string{string(r)}
			}
		}
	}
	return []string{string(ranges[0])}
}

// repeated lists a part the fewest times that it may stand, and then often enough to fill the room.
func repeated(part *syntax.Regexp, least, most, room int) []string {
	var all, grown []string
	for _, one := range candidates(part, room) {
		all = append(all, strings.Repeat(one, least))
		if one == "" {
			continue
		}
		n := max(least, 1, (room+utf8.RuneCountInString(one)-1)/utf8.RuneCountInString(one))
		if most >= 0 {
			n = min(n, most)
		}
		grown = append(grown, strings.Repeat(one, n))
	}
	return bounded(append(all, grown...))
}

// joined puts every tail behind every head. The shortest tail goes behind all heads first, so that a bound on their
// number cuts off the longest.
func joined(heads, tails []string) []string {
	var all []string
	for _, tail := range tails {
		for _, head := range heads {
			all = append(all, head+tail)
		}
	}
	return bounded(all)
}

func bounded(texts []string) []string {
	seen := map[string]bool{}
	texts = slices.DeleteFunc(texts, func(text string) bool {
		again := seen[text]
		seen[text] = true
		return again
	})
	return texts[:min(len(texts), mostCandidates)]
}

// neighbours lists texts one rune away: each rune replaced, last first, and one appended.
func neighbours(text string) []string {
	var all []string
	runes := []rune(text)
	// A class that names what it leaves out, as that of log streams does, leaves out one of the last two.
	for _, r := range []rune{0, ' ', 'é', '\n', ':', '*'} {
		for i := range runes {
			at := len(runes) - 1 - i
			all = append(all, string(slices.Concat(runes[:at], []rune{r}, runes[at+1:])))
		}
		all = append(all, text+string(r))
	}
	return all
}

// units is the length of a text as the services count it.
func units(text string) float64 { return float64(len(utf16.Encode([]rune(text)))) }
