// Package recordtest is the conformance suite of record.Table, record.Tx and record.Changes: what core relies on, whatever
// the driver.
//
//	Run: rows         insert, get, update, delete, and what they refuse
//	     lookups      unique and other indexes, pages, prefixes
//	     transactions all or nothing, own writes are seen, nested writes are refused
//	     concurrency  nothing is lost, nobody waits for ever
//	     changes      committed keys arrive, others do not
//	     bodies       unknown members survive, secrets are sealed
//
// A driver's test opens an empty store of its own for each part.
package recordtest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/core/record"
)

// Noun is the value that the suite stores.
type Noun struct {
	ID      string
	Name    string   `json:",omitempty"` // unique, unless empty
	Tags    []string `json:",omitempty"` // an index
	Count   int
	Secret  string   `json:",omitempty"`
	Secrets []string `json:",omitempty"`
}

// Newer is the same noun in a later version of the program, which knows more.
type Newer struct {
	Noun
	Since  string
	Limits map[string]int
}

// Spec describes Noun in a table of the driver's choice.
func Spec(table string) record.Spec[Noun] {
	return record.Spec[Noun]{
		Table: table,
		Key:   func(n *Noun) string { return n.ID },
		Indexes: []record.Index[Noun]{
			{Name: "name", Unique: true, Of: func(n *Noun) []string { return unlessEmpty(n.Name) }},
			{Name: "tag", Of: func(n *Noun) []string { return n.Tags }},
		},
		Secrets: (*Noun).secrets,
	}
}

// NewerSpec describes Newer in the same table.
func NewerSpec(table string) record.Spec[Newer] {
	return record.Spec[Newer]{
		Table: table,
		Key:   func(n *Newer) string { return n.ID },
		Indexes: []record.Index[Newer]{
			{Name: "name", Unique: true, Of: func(n *Newer) []string { return unlessEmpty(n.Name) }},
			{Name: "tag", Of: func(n *Newer) []string { return n.Tags }},
		},
		Secrets: func(n *Newer) []*string { return n.secrets() },
	}
}

func (n *Noun) secrets() []*string {
	all := []*string{&n.Secret}
	for i := range n.Secrets {
		all = append(all, &n.Secrets[i])
	}
	return all
}

func unlessEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// Store is what a driver opens for the suite: an empty table, and Other, another empty one.
type Store struct {
	Name, OtherName string // the tables as the database calls them
	Table, Other    record.Table[Noun]
	Newer           record.Table[Newer] // the rows of Table
	Tx              record.Tx
	Changes         record.Changes
	AtRest          func(t *testing.T) []byte // all that is stored, as a thief would find it
}

// Run runs the suite on stores that open gives.
func Run(t *testing.T, open func(t *testing.T) Store) {
	t.Helper()
	parts := map[string]func(*testing.T, Store){
		"Insert":               testInsert,
		"InsertRefuses":        testInsertRefuses,
		"ValuesAreCopies":      testValuesAreCopies,
		"Update":               testUpdate,
		"UpdateRefuses":        testUpdateRefuses,
		"Delete":               testDelete,
		"Unique":               testUnique,
		"UniqueMoves":          testUniqueMoves,
		"UniqueIsAtomic":       testUniqueIsAtomic,
		"Index":                testIndex,
		"LongValues":           testLongValues,
		"UnknownIndex":         testUnknownIndex,
		"Pages":                testPages,
		"Prefix":               testPrefix,
		"TxCommits":            testTxCommits,
		"TxRollsBack":          testTxRollsBack,
		"TxPanics":             testTxPanics,
		"TxGoesOnAfterRefusal": testTxGoesOnAfterRefusal,
		"TxIsIsolated":         testTxIsIsolated,
		"TxEnds":               testTxEnds,
		"Nested":               testNested,
		"CounterLosesNothing":  testCounterLosesNothing,
		"OneInsertWins":        testOneInsertWins,
		"FailuresStayAlone":    testFailuresStayAlone,
		"Cancelled":            testCancelled,
		"CancelledWhileWaits":  testCancelledWhileWaiting,
		"ChangesArrive":        testChangesArrive,
		"ChangesOnlyCommitted": testChangesOnlyCommitted,
		"ChangesUnderLoad":     testChangesUnderLoad,
		"ChangesBeforeReturn":  testChangesBeforeReturn,
		"UnknownMembers":       testUnknownMembers,
		"Secrets":              testSecrets,
	}
	for name, part := range parts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			part(t, open(t))
		})
	}
}

func insert(t *testing.T, table record.Table[Noun], nouns ...Noun) {
	t.Helper()
	for _, n := range nouns {
		if err := table.Insert(t.Context(), &n); err != nil {
			t.Fatalf("insert %s: %v", n.ID, err)
		}
	}
}

// wantRow fails the test unless the table holds the value under its key.
func wantRow(t *testing.T, ctx context.Context, table record.Reader[Noun], want Noun) {
	t.Helper()
	got, err := table.Get(ctx, want.ID)
	if err != nil {
		t.Errorf("get %s: %v", want.ID, err)
		return
	}
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("row %s (-want +got):\n%s", want.ID, diff)
	}
}

// wantKeys fails the test unless the query selects these keys in this order.
func wantKeys(t *testing.T, ctx context.Context, table record.Reader[Noun], q record.Query, want ...string) {
	t.Helper()
	rows, err := table.List(ctx, q)
	if err != nil {
		t.Errorf("list %+v: %v", q, err)
		return
	}
	got := []string{}
	for _, r := range rows {
		got = append(got, r.ID)
	}
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("list %+v (-want +got):\n%s", q, diff)
	}
}

func wantError(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: error %v, want %v", what, got, want)
	}
}

func wantMissing(t *testing.T, ctx context.Context, table record.Reader[Noun], key string) {
	t.Helper()
	_, err := table.Get(ctx, key)
	wantError(t, "get "+key, err, record.ErrNotFound)
}
