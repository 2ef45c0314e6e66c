package resource

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// retag brings the tags of an API Gateway resource up to date.
func retag(ctx context.Context, api *apigateway.Guarded, s *stack.Step, arn string) error {
	before, after := tagsIn(s.Previous), tagsIn(s.Properties)
	set := map[string]string{}
	var gone []string
	for key, value := range after {
		if old, is := before[key]; !is || old != value {
			set[key] = value
		}
	}
	for key := range before {
		if _, stays := after[key]; !stays {
			gone = append(gone, key)
		}
	}
	if len(gone) > 0 {
		if _, err := api.UntagResource(ctx, &apigateway.UntagResourceRequest{ResourceArn: &arn, TagKeys: gone}); err != nil {
			return err
		}
	}
	if len(set) == 0 {
		return nil
	}
	_, err := api.TagResource(ctx, &apigateway.TagResourceRequest{ResourceArn: &arn, Tags: set})
	return err
}

func tagsIn(properties *template.Value) map[string]string {
	tags := map[string]string{}
	if list := properties.Get("Tags"); list != nil {
		for _, f := range tagMap(list).Fields {
			tags[f.Key] = f.Value.Text
		}
	}
	return tags
}
