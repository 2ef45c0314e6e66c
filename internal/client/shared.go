package client

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// sharedCredentials reads the profile that the environment names, as AWS's own clients do. Without AWS_PROFILE or
// AWS_SHARED_CREDENTIALS_FILE nothing is read: the default profile in the home folder is that of a real account.
func sharedCredentials(getenv func(string) string) (sigv4.Credentials, error) {
	profile, file := getenv("AWS_PROFILE"), getenv("AWS_SHARED_CREDENTIALS_FILE")
	if profile == "" && file == "" {
		return sigv4.Credentials{}, nil
	}
	return readCredentials(cmp.Or(file, filepath.Join(getenv("HOME"), ".aws", "credentials")), cmp.Or(profile, "default"))
}

// readCredentials reads a profile of a shared credentials file.
func readCredentials(path, profile string) (sigv4.Credentials, error) {
	var c sigv4.Credentials
	src, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	section := ""
	for line := range strings.Lines(string(src)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = strings.TrimSpace(strings.Trim(line, "[]"))
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		if section != profile {
			continue
		}
		switch value = strings.TrimSpace(value); strings.TrimSpace(key) {
		case "aws_access_key_id":
			c.AccessKeyID = value
		case "aws_secret_access_key":
			c.SecretAccessKey = value
		case "aws_session_token":
			c.SessionToken = value
		}
	}
	if c.AccessKeyID == "" || c.SecretAccessKey == "" {
		return sigv4.Credentials{}, fmt.Errorf("%s holds no access key of the profile %s", path, profile)
	}
	return c, nil
}
