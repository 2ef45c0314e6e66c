package observe

import (
	"context"
	"net/http"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// Service names the requests of an AWS service.
func (q *Requests) Service(model *awsapi.Service, next http.Handler) http.Handler {
	known := func(operation string) bool {
		for i := range model.Operations {
			if model.Operations[i].Name == operation {
				return true
			}
		}
		return false
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := of(w)
		a.surface, a.service, a.known, a.notes = surfaceService, model.ID, known, &Notes{}
		next.ServeHTTP(a, r.WithContext(context.WithValue(r.Context(), notesKey{}, a.notes)))
	})
}

// Invoker notes which operation a request turned out to be, who made it and how it failed.
func Invoker(next awsapi.Invoker) awsapi.Invoker { return invoker{next} }

type invoker struct{ awsapi.Invoker }

func (i invoker) Invoke(ctx context.Context, operation string, decode func(in any) error) (any, error) {
	out, err := i.Invoker.Invoke(ctx, operation, decode)
	if n := notesFrom(ctx); n != nil {
		code := ""
		if err != nil {
			code = awsapi.Code(err)
		}
		n.called(operation, awsapi.RequestFrom(ctx).Caller.AccessKeyID, code)
	}
	return out, err
}

// claimed is what an unsuccessful request says of itself: an operation of the service, and the id of an access key.
func claimed(r *http.Request, known func(string) bool) (operation, accessKeyID string) {
	target := r.Header.Get("X-Amz-Target")
	for _, name := range [...]string{target[strings.LastIndexByte(target, '.')+1:], r.URL.Query().Get("Action")} {
		if name != "" && known(name) {
			operation = name
			break
		}
	}
	_, rest, signed := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	if !signed {
		rest = r.URL.Query().Get("X-Amz-Credential")
	}
	id, _, _ := strings.Cut(rest, "/")
	const longest = 128 // of an access key's id, by IAM's model
	if len(id) > longest || strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return operation, ""
	}
	return operation, id
}
