package main

// The models come from a module whose Go code is not used: this import keeps its version and checksum in go.mod and go.sum.
import _ "github.com/aws/aws-sdk-go/aws/awserr"
