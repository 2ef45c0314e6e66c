package stack

import (
	"io"
	"regexp"

	"github.com/sallyport/sallyport/internal/core/ident"
)

// PhysicalName makes the name that CloudFormation gives a resource without one: {stack}-{logical id}-{12 of [0-9A-Z]}.
func PhysicalName(rand io.Reader, stackName, logicalID string) (string, error) {
	suffix, err := ident.PhysicalSuffix(rand)
	return stackName + "-" + logicalID + "-" + suffix, err
}

var nameForm = regexp.MustCompile(`^[a-zA-Z][-a-zA-Z0-9]*$`)

// longestName is how many characters the name of a stack may have.
const longestName = 128

// checkName refuses what cannot be the name of a new stack; the model leaves that to the service.
func checkName(name string) error {
	const at = "1 validation error detected: Value '%s' at 'stackName' failed to satisfy constraint: Member must "
	switch {
	case len(name) > longestName:
		return invalid(at+"have length less than or equal to %d", name, longestName)
	case !nameForm.MatchString(name):
		return invalid(at+"satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*", name)
	}
	return nil
}
