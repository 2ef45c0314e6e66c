package integrate

import "github.com/sallyport/sallyport/internal/core/restapi/mapping"

// Reply is what a backend answered.
type Reply struct {
	Status int
	Body   string
}

// Mock answers with the status that the rendered request asks for, and no payload.
func Mock(rendered string) (Reply, error) {
	status, err := mapping.MockStatus(rendered)
	return Reply{Status: status}, err
}
