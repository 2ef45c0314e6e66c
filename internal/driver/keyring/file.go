package keyring

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Load reads the master key from a file that only its owner may read. A missing file is fs.ErrNotExist.
func Load(path string) (*Ring, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the master key: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read the master key: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("the master key %s is not a file", path)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 && !everyFileLooksOpen {
		return nil, fmt.Errorf("the master key file %s is open to others (mode %04o): make it 0600", path, info.Mode().Perm())
	}
	text, err := io.ReadAll(io.LimitReader(f, 1024))
	if err != nil {
		return nil, fmt.Errorf("read the master key: %w", err)
	}
	ring, err := Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("the master key file %s: %w", path, err)
	}
	return ring, nil
}

// LoadOrCreate reads the master key, or on a first start draws one from rand and writes the file.
func LoadOrCreate(path string, rand io.Reader) (ring *Ring, created bool, err error) {
	ring, err = Load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return ring, false, err
	}
	if ring, err = Generate(rand); err != nil {
		return nil, false, err
	}
	switch err := create(path, hex.EncodeToString(ring.master)+"\n"); {
	case errors.Is(err, fs.ErrExist): // another process was first: its key counts
		ring, err = Load(path)
		return ring, false, err
	case err != nil:
		return nil, false, fmt.Errorf("write the master key: %w", err)
	}
	return ring, true, nil
}

// create makes the file whole or not at all, and on the disk before anything is sealed with it. The link, unlike a rename,
// never replaces a key that is there.
func create(path, text string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.WriteString(text)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err := os.Link(temp.Name(), path); err != nil {
		return err
	}
	return syncFolder(dir)
}
