package sqlstore

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// A notice is what a transaction tells other servers:
//
//	1 NODE TABLE=KEY,KEY TABLE
//
// Keys are escaped as in a URL, so that none of them looks like something else. A table without keys is one in which anything
// may have changed, and so is one with the empty key.
const noticeVersion = "1"

// maxNotice is below the 8000 bytes that PostgreSQL takes.
const maxNotice = 7900

// formatNotice is "" when there is nothing to tell.
func formatNotice(node string, committed []change) string {
	if len(committed) == 0 {
		return ""
	}
	keys := map[string]map[string]bool{}
	for _, c := range committed {
		if keys[c.table] == nil {
			keys[c.table] = map[string]bool{}
		}
		keys[c.table][url.QueryEscape(c.key)] = true
	}
	words, size := []string{noticeVersion, node}, len(noticeVersion)+len(node)
	for _, table := range slices.Sorted(maps.Keys(keys)) {
		word := table + "=" + strings.Join(slices.Sorted(maps.Keys(keys[table])), ",")
		words, size = append(words, word), size+1+len(word)
	}
	for size > maxNotice {
		size -= shorten(words[2:])
	}
	return strings.Join(words, " ")
}

// shorten leaves out the keys of the longest word and says how much that saves. Tables are few and their names short.
func shorten(words []string) (saved int) {
	longest := 0
	for i, word := range words {
		if len(word) > len(words[longest]) {
			longest = i
		}
	}
	table, keys, _ := strings.Cut(words[longest], "=")
	words[longest] = table
	return len("=") + len(keys)
}

func parseNotice(notice string) (node string, changes []change, err error) {
	words := strings.Split(notice, " ")
	if len(words) < 3 || words[0] != noticeVersion {
		return "", nil, errors.New("not a notice of this version")
	}
	for _, word := range words[2:] {
		table, keys, _ := strings.Cut(word, "=")
		for escaped := range strings.SplitSeq(keys, ",") {
			key, err := url.QueryUnescape(escaped)
			if err != nil {
				return "", nil, fmt.Errorf("a key in a notice: %w", err)
			}
			changes = append(changes, change{table, key})
		}
	}
	return words[1], changes, nil
}
