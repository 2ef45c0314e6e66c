package token_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

// The clients in memory are those of the store: the same values, the same refusals, and every change seen.
func TestClientByID(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	agree := func() bool {
		t.Helper()
		want, wantErr := w.pools.ClientByID(t.Context(), w.client.ID)
		got, err := w.snapshots.ClientByID(t.Context(), w.client.ID)
		return cmp.Equal(got, want) && awsapi.Code(err) == awsapi.Code(wantErr)
	}
	eventually := func(what string) {
		t.Helper()
		for deadline := time.Now().Add(5 * time.Second); !agree(); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s: memory and store do not agree", what)
			}
		}
	}
	for range 2 { // the second time from memory
		if !agree() {
			t.Fatal("memory and store do not agree")
		}
	}
	_, err := w.pools.UpdateClient(t.Context(), userpooltest.Home, &cognitoidp.UpdateUserPoolClientRequest{
		UserPoolId: &w.pool, ClientId: &w.client.ID, ClientName: awsapi.Ptr("renamed"),
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually("updated")
	if got, err := w.snapshots.ClientByID(t.Context(), w.client.ID); err != nil || *got.Settings.ClientName != "renamed" {
		t.Errorf("%v, %v", got, err)
	}
	if err := w.pools.DeleteClient(t.Context(), userpooltest.Home, w.pool, w.client.ID); err != nil {
		t.Fatal(err)
	}
	eventually("deleted")
	if _, err := w.snapshots.ClientByID(t.Context(), "nobody"); awsapi.Code(err) != "ResourceNotFoundException" {
		t.Error(err)
	}
}
