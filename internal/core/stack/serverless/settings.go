package serverless

import (
	"regexp"
	"slices"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

const (
	defaultStage  = "dev"
	defaultRegion = "us-east-1"
)

var (
	serviceName = regexp.MustCompile(`^[a-zA-Z][0-9a-zA-Z-]*$`)
	stageName   = regexp.MustCompile(`^[a-zA-Z0-9_-]+$`)
	stackName   = regexp.MustCompile(`^[a-zA-Z][-a-zA-Z0-9]{0,127}$`)
)

// stage is --stage, else provider.stage, else dev.
func (r *resolver) stage() (string, error) {
	return r.setting(r.options.Stage, "stage", defaultStage)
}

// region is --region, else provider.region, else us-east-1.
func (r *resolver) region() (string, error) {
	return r.setting(r.options.Region, "region", defaultRegion)
}

func (r *resolver) setting(option, key, fallback string) (string, error) {
	if option != "" {
		return option, nil
	}
	v, err := r.find(r.root, "provider."+key)
	if err != nil || v == nil {
		return fallback, err
	}
	text, ok := v.Scalar()
	if !ok || text == "" {
		return "", failf(v.Pos, "provider.%s must be a text", key)
	}
	return text, nil
}

// settings reads all of a resolved file but its resources.
func (r *resolver) settings(root *template.Value) (*Service, error) {
	provider := root.Get("provider")
	if err := checkProvider(root.Pos, provider); err != nil {
		return nil, err
	}
	if err := checkParams(root.Get("params")); err != nil {
		return nil, err
	}
	name, err := readName(root)
	if err != nil {
		return nil, err
	}
	s := &Service{Name: name}
	if s.Stage, err = r.stage(); err != nil {
		return nil, err
	}
	if s.Region, err = r.region(); err != nil {
		return nil, err
	}
	if !stageName.MatchString(s.Stage) {
		return nil, failf(provider.Pos, "the stage %q may hold letters, digits, hyphens and underscores only", s.Stage)
	}
	s.StackName = s.Name + "-" + s.Stage
	if given := provider.Get("stackName"); given != nil {
		s.StackName, _ = given.Scalar()
	}
	if !stackName.MatchString(s.StackName) {
		return nil, failf(provider.Pos, "the stack name %q must match [a-zA-Z][-a-zA-Z0-9]* and have at most 128 characters", s.StackName)
	}
	s.Tags, err = readTags(provider, s.Stage)
	return s, err
}

// readName accepts service: name and, as version 1 wrote it, service: {name: name}.
func readName(root *template.Value) (string, error) {
	v := root.Get("service")
	if v == nil {
		return "", failf(root.Pos, "a Serverless file needs a service name")
	}
	if v.Kind == template.Map && len(v.Fields) == 1 && v.Get("name") != nil {
		v = v.Get("name")
	}
	name, _ := v.Scalar()
	if !serviceName.MatchString(name) {
		return "", failf(v.Pos, "the service name must begin with a letter and hold letters, digits and hyphens only")
	}
	return name, nil
}

// providerKeys are read, or change nothing here.
func providerKeys() []string {
	return []string{
		"name", "region", "stage", "stackName", "stackTags", "tags",
		// Names credentials on the developer's machine; who deploys brings their own.
		"profile",
		// How and through which bucket the tool itself would deploy.
		"deploymentMethod", "deploymentBucket",
		// Defaults of functions and of the API made from their events: there are none.
		"runtime", "memorySize", "timeout", "environment", "versionFunctions",
		"logRetentionInDays", "endpointType", "architecture", "lambdaHashingVersion",
	}
}

func checkProvider(pos template.Pos, provider *template.Value) error {
	if provider == nil || provider.Kind != template.Map {
		return failf(pos, "a Serverless file needs a provider")
	}
	if name, _ := provider.Get("name").Scalar(); name != "aws" {
		return failf(provider.Pos, "the provider must have the name aws")
	}
	for _, f := range provider.Fields {
		if !slices.Contains(providerKeys(), f.Key) {
			return failf(f.Pos, "provider.%s is not served by this reader", f.Key)
		}
	}
	return nil
}

// checkParams wants a section of names for each stage.
func checkParams(params *template.Value) error {
	if params == nil {
		return nil
	}
	if params.Kind != template.Map {
		return failf(params.Pos, "params must hold a section for each stage")
	}
	for _, f := range params.Fields {
		if f.Value.Kind != template.Map {
			return failf(f.Value.Pos, "params.%s must hold names and values", f.Key)
		}
	}
	return nil
}

// readTags gives the tags of the stack: the stage, then tags, then stackTags.
func readTags(provider *template.Value, stage string) (map[string]string, error) {
	tags := map[string]string{"STAGE": stage}
	for _, key := range []string{"tags", "stackTags"} {
		section := provider.Get(key)
		if section == nil {
			continue
		}
		if section.Kind != template.Map {
			return nil, failf(section.Pos, "provider.%s must be a map", key)
		}
		for _, f := range section.Fields {
			text, ok := f.Value.Scalar()
			if !ok {
				return nil, failf(f.Value.Pos, "the tag %s must be a text", f.Key)
			}
			tags[f.Key] = text
		}
	}
	return tags, nil
}
