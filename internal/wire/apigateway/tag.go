package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// TagResource adds tags to an API or a stage.
func (a *API) TagResource(
	ctx context.Context, in *apigateway.TagResourceRequest,
) (*apigateway.TagResourceOutput, error) {
	return a.APIs.TagResource(ctx, in)
}

// UntagResource takes tags away.
func (a *API) UntagResource(
	ctx context.Context, in *apigateway.UntagResourceRequest,
) (*apigateway.UntagResourceOutput, error) {
	return a.APIs.UntagResource(ctx, in)
}

// GetTags lists the tags of an API or a stage.
func (a *API) GetTags(ctx context.Context, in *apigateway.GetTagsRequest) (*apigateway.Tags, error) {
	return a.APIs.GetTags(ctx, in)
}
