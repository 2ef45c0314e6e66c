package restapi

import (
	"context"
	"maps"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// tagged is what an ARN of this service names: an API, or one of its stages.
type tagged struct{ api, stage string }

// readARN reads arn:aws:apigateway:{region}::/restapis/{id}[/stages/{name}].
func readARN(ctx context.Context, arn *string) (tagged, error) {
	bad := apigateway.BadRequestException("Invalid ARN specified in the request")
	rest, ok := strings.CutPrefix(awsapi.Val(arn), apiARN(awsapi.RequestFrom(ctx).Region, ""))
	if !ok {
		return tagged{}, bad
	}
	parts := strings.Split(rest, "/")
	switch {
	case len(parts) == 1 && parts[0] != "":
		return tagged{api: parts[0]}, nil
	case len(parts) == 3 && parts[1] == "stages" && parts[2] != "":
		return tagged{api: parts[0], stage: parts[2]}, nil
	}
	return tagged{}, bad
}

// TagResource adds tags to an API or a stage.
func (s *Service) TagResource(
	ctx context.Context, in *apigateway.TagResourceRequest,
) (*apigateway.TagResourceOutput, error) {
	err := s.changeTags(ctx, in.ResourceArn, func(tags map[string]string) { maps.Copy(tags, in.Tags) })
	if err != nil {
		return nil, err
	}
	return &apigateway.TagResourceOutput{}, nil
}

// UntagResource takes tags away from an API or a stage.
func (s *Service) UntagResource(
	ctx context.Context, in *apigateway.UntagResourceRequest,
) (*apigateway.UntagResourceOutput, error) {
	err := s.changeTags(ctx, in.ResourceArn, func(tags map[string]string) {
		for _, key := range in.TagKeys {
			delete(tags, key)
		}
	})
	if err != nil {
		return nil, err
	}
	return &apigateway.UntagResourceOutput{}, nil
}

func (s *Service) changeTags(ctx context.Context, arn *string, change func(map[string]string)) error {
	at, err := readARN(ctx, arn)
	if err != nil {
		return err
	}
	a, err := s.api(ctx, &at.api)
	if err != nil {
		return err
	}
	edit := func(tags *map[string]string) error {
		out := map[string]string{}
		maps.Copy(out, *tags)
		change(out)
		*tags = out
		return nil
	}
	if at.stage == "" {
		_, err = s.Store.APIs.Update(ctx, a.ID(), func(a *RestAPI) error { return edit(&a.Document.Tags) })
		return err
	}
	_, err = update(ctx, s, s.Store.Stages, &at.api, &at.stage, errStage(),
		func(stage *apigateway.Stage) error { return edit(&stage.Tags) })
	return err
}

// GetTags lists the tags of an API or a stage.
func (s *Service) GetTags(ctx context.Context, in *apigateway.GetTagsRequest) (*apigateway.Tags, error) {
	at, err := readARN(ctx, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	a, err := s.api(ctx, &at.api)
	if err != nil {
		return nil, err
	}
	tags := a.Document.Tags
	if at.stage != "" {
		row, err := get(ctx, s, s.Store.Stages, &at.api, &at.stage, errStage())
		if err != nil {
			return nil, err
		}
		tags = row.Document.Tags
	}
	out := &apigateway.Tags{Tags: map[string]string{}}
	maps.Copy(out.Tags, tags)
	return out, nil
}
