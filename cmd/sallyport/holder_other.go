//go:build !linux

package main

// holder says who listens on an address, as far as the system tells.
func holder(_ string, asked error) string {
	return asked.Error() + ": give --listen or stop what holds the port"
}
