package awshttp

import (
	"net"
	"strings"
)

// HostName is a Host without port, trailing dot and upper case; of an IPv6 address, without brackets.
func HostName(hostPort string) string {
	host := hostPort
	if h, _, err := net.SplitHostPort(hostPort); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// regionOfHost is the region in AWS's own name of a service ("cognito-idp.eu-west-1.amazonaws.com"), or empty.
func regionOfHost(hostPort string) string {
	name, ok := strings.CutSuffix(HostName(hostPort), ".amazonaws.com")
	if !ok {
		return ""
	}
	_, region, ok := strings.Cut(name, ".")
	if !ok || !validRegion(region) {
		return ""
	}
	return region
}
