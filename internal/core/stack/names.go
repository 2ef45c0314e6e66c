package stack

import (
	"io"

	"github.com/sallyport/sallyport/internal/core/ident"
)

// PhysicalName makes the name that CloudFormation gives a resource without one: {stack}-{logical id}-{12 of [0-9A-Z]}.
func PhysicalName(rand io.Reader, stackName, logicalID string) (string, error) {
	suffix, err := ident.PhysicalSuffix(rand)
	return stackName + "-" + logicalID + "-" + suffix, err
}
