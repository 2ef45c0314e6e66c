//go:build unix

package keyring

import (
	"errors"
	"os"
)

// everyFileLooksOpen is set where modes mean nothing.
const everyFileLooksOpen = false

// syncFolder makes the name of a new file durable.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
