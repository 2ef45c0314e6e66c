package observe

import (
	"context"
	"net/http"
)

// NameAPI names a request of the gateway, which tells of it by itself.
func NameAPI(w http.ResponseWriter) { of(w).surface = surfaceAPI }

// Pool names a request to a pool's domain; what is served has to be given the request that comes back.
func Pool(w http.ResponseWriter, r *http.Request) *http.Request { return noted(w, r, surfacePool) }

// Document names a request for what a pool publishes.
func Document(w http.ResponseWriter, r *http.Request) *http.Request {
	return noted(w, r, surfaceDocument)
}

func noted(w http.ResponseWriter, r *http.Request, surface string) *http.Request {
	a := of(w)
	a.surface, a.notes = surface, &Notes{}
	return r.WithContext(context.WithValue(r.Context(), notesKey{}, a.notes))
}

// Own names a request to the program itself.
func Own(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		of(w).surface = surfaceOwn
		next.ServeHTTP(w, r)
	})
}
