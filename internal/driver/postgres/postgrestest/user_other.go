//go:build !unix

package postgrestest

import "syscall"

// unprivileged starts a program as who runs the tests.
func unprivileged(string) (*syscall.SysProcAttr, error) { return nil, nil }
